// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// usage: kexec KERNEL INITRD COMMAND-LINE
// Starts another kernel from this one, as `kexec -l` and `kexec -e` do.

#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/reboot.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv) {
  int kernel, initrd;
  if (argc != 4)
    return 2;
  kernel = open(argv[1], O_RDONLY);
  initrd = open(argv[2], O_RDONLY);
  if (syscall(SYS_kexec_file_load, kernel, initrd, strlen(argv[3]) + 1, argv[3],
              0L)) {
    perror("kexec_file_load");
    return 1;
  }
  syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2,
          LINUX_REBOOT_CMD_KEXEC, NULL);
  perror("reboot");
  return 1;
}
