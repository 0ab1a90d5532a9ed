// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// screen ROUND FILE: fills a frame buffer with the round's pattern (screen.py
// has the same), in odd rounds with write(), in even ones through mmap(), in
// bands that overlap. Ends with status 1 and errno's text when anything does
// not work.

#include <fcntl.h>
#include <linux/fb.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

enum { kBand = 37 };

static void need(int Ok, const char *What) {
  if (!Ok) {
    perror(What);
    exit(1);
  }
}

static uint32_t channel(uint32_t Value, const struct fb_bitfield *Field) {
  return (Value & 0xff) >> (8 - Field->length) << Field->offset;
}

int main(int Argc, char **Argv) {
  uint32_t Round = Argc == 3 ? atoi(Argv[1]) : 0;
  const char *File = Argc == 3 ? Argv[2] : "";
  int Screen = open(File, O_RDWR);
  need(Screen >= 0, File);
  struct fb_var_screeninfo Var;
  struct fb_fix_screeninfo Fix;
  need(!ioctl(Screen, FBIOGET_VSCREENINFO, &Var), "variable facts");
  need(!ioctl(Screen, FBIOGET_FSCREENINFO, &Fix), "fixed facts");
  uint32_t Bytes = Var.bits_per_pixel / 8;
  size_t Size = (size_t)Fix.line_length * Var.yres;
  printf("%ux%u, %u bytes a pixel\n", Var.xres, Var.yres, Bytes);
  char *Picture = calloc(1, Size);
  need(Picture != NULL, "memory");
  for (uint32_t Y = 0; Y < Var.yres; ++Y)
    for (uint32_t X = 0; X < Var.xres; ++X) {
      uint32_t Pixel = channel(X ^ (Y * 3 + Round * 85), &Var.red) |
                       channel(X * 5 + Y * 7 + Round * 50, &Var.green) |
                       channel(X * Y / 16 + Round, &Var.blue);
      memcpy(Picture + Y * Fix.line_length + X * Bytes, &Pixel, Bytes);
    }
  char *Mapped = NULL;
  if (Round % 2 == 0) {
    Mapped = mmap(NULL, Size, PROT_READ | PROT_WRITE, MAP_SHARED, Screen, 0);
    need(Mapped != MAP_FAILED, "mmap");
  }
  for (uint32_t Y = 0; Y < Var.yres; Y += kBand - 5) {
    size_t Begin = (size_t)Y * Fix.line_length;
    size_t Length = (size_t)kBand * Fix.line_length;
    if (Length > Size - Begin)
      Length = Size - Begin;
    if (Mapped)
      memcpy(Mapped + Begin, Picture + Begin, Length);
    else
      need(pwrite(Screen, Picture + Begin, Length, Begin) == (ssize_t)Length,
           "write");
  }
  return 0;
}
