// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// "play N" and "record N" take a second through /dev/dspN (OSS emulation of
// ALSA; the first one has no number) at 48 kHz, 16 bits, two channels. What is
// played is silence, the pattern that sound.py looks for, and silence, so that
// the card's start and its last buffer cost nothing. What is recorded fills the
// buffer with a byte first, and has to replace all of it. Ends with status 1
// and errno's text when anything does not work.

#include <fcntl.h>
#include <linux/soundcard.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { kRate = 48000, kFrames = kRate, kSilence = kRate / 2 };

static void need(int Ok, const char *What) {
  if (!Ok) {
    perror(What);
    exit(1);
  }
}

// Every mixer control that there is, to full volume.
static void unmute(const char *Path) {
  int Mixer = open(Path, O_RDWR);
  need(Mixer >= 0, Path);
  int Mask = 0, Full = 100 | 100 << 8;
  ioctl(Mixer, SOUND_MIXER_READ_DEVMASK, &Mask);
  for (int I = 0; I < SOUND_MIXER_NRDEVICES; ++I)
    if (Mask & 1 << I)
      ioctl(Mixer, MIXER_WRITE(I), &Full);
  close(Mixer);
}

static void writeAll(int Dsp, const void *Data, size_t Size) {
  for (const char *At = Data; Size;) {
    ssize_t Count = write(Dsp, At, Size);
    need(Count > 0, "write");
    At += Count;
    Size -= Count;
  }
}

static int16_t Frames[kFrames][2];

static int play(int Dsp) {
  static const int16_t Silence[kSilence][2];
  for (int I = 0; I < kFrames; ++I) {
    Frames[I][0] = I - kFrames / 2;
    Frames[I][1] = kFrames / 2 - I;
  }
  writeAll(Dsp, Silence, sizeof Silence);
  writeAll(Dsp, Frames, sizeof Frames);
  writeAll(Dsp, Silence, sizeof Silence);
  need(ioctl(Dsp, SNDCTL_DSP_SYNC, 0) == 0, "sync");
  return 0;
}

static int record(int Dsp) {
  memset(Frames, 0x5a, sizeof Frames);
  for (size_t Have = 0; Have < sizeof Frames;) {
    ssize_t Count = read(Dsp, (char *)Frames + Have, sizeof Frames - Have);
    need(Count > 0, "read");
    Have += Count;
  }
  size_t Loud = 0;
  for (size_t I = 0; I < kFrames; ++I)
    Loud += Frames[I][0] || Frames[I][1];
  printf("recorded %d frames, %zu of them not silent\n", kFrames, Loud);
  return Loud != 0;
}

int main(int Argc, char **Argv) {
  int Playing = Argc > 1 && !strcmp(Argv[1], "play");
  const char *Number = Argc > 2 ? Argv[2] : "";
  char Mixer[32], Path[32];
  snprintf(Mixer, sizeof Mixer, "/dev/mixer%s", Number);
  snprintf(Path, sizeof Path, "/dev/dsp%s", Number);
  unmute(Mixer);
  int Dsp = open(Path, Playing ? O_WRONLY : O_RDONLY);
  need(Dsp >= 0, Path);
  int Format = AFMT_S16_LE, Channels = 2, Rate = kRate;
  need(ioctl(Dsp, SNDCTL_DSP_SETFMT, &Format) == 0 && Format == AFMT_S16_LE,
       "format");
  need(ioctl(Dsp, SNDCTL_DSP_CHANNELS, &Channels) == 0 && Channels == 2,
       "channels");
  need(ioctl(Dsp, SNDCTL_DSP_SPEED, &Rate) == 0, "rate");
  return Playing ? play(Dsp) : record(Dsp);
}
