// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// AES-CBC on the device, through the kernel's sockets for ciphers (AF_ALG): the
// example of NIST SP 800-38A, then messages of many lengths and keys, which
// have to come out as the kernel's own code makes them, and back as they were.
// Ends with status 1 and what differs.

#include <linux/if_alg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum { kBlock = 16, kMost = 48 << 10 };

static const char *const kDevice = "virtio_crypto_aes_cbc";
static const char *const kSoftware = "cbc(aes-generic)";

static void need(int Ok, const char *What) {
  if (!Ok) {
    perror(What);
    exit(1);
  }
}

static int openCipher(const char *Name, const uint8_t *Key, int KeySize) {
  struct sockaddr_alg Address = {.salg_family = AF_ALG,
                                 .salg_type = "skcipher"};
  strcpy((char *)Address.salg_name, Name);
  int Cipher = socket(AF_ALG, SOCK_SEQPACKET, 0);
  need(Cipher >= 0, "socket");
  need(!bind(Cipher, (struct sockaddr *)&Address, sizeof Address), Name);
  need(!setsockopt(Cipher, SOL_ALG, ALG_SET_KEY, Key, KeySize), "key");
  return Cipher;
}

static void apply(int Cipher, uint32_t Operation, const uint8_t *Vector,
                  const uint8_t *In, uint8_t *Out, size_t Size) {
  int Run = accept(Cipher, NULL, 0);
  need(Run >= 0, "accept");
  struct {
    struct cmsghdr Head;
    uint32_t Operation;
    struct cmsghdr VectorHead __attribute__((aligned(8)));
    uint32_t Length;
    uint8_t Vector[kBlock];
  } Control = {{CMSG_LEN(4), SOL_ALG, ALG_SET_OP},
               Operation,
               {CMSG_LEN(4 + kBlock), SOL_ALG, ALG_SET_IV},
               kBlock,
               {0}};
  memcpy(Control.Vector, Vector, kBlock);
  struct iovec Data = {(void *)In, Size};
  struct msghdr Message = {.msg_iov = &Data,
                           .msg_iovlen = 1,
                           .msg_control = &Control,
                           .msg_controllen = sizeof Control};
  need(sendmsg(Run, &Message, 0) == (ssize_t)Size, "sendmsg");
  for (size_t Have = 0; Have < Size;) {
    ssize_t Count = read(Run, Out + Have, Size - Have);
    need(Count > 0, "read");
    Have += Count;
  }
  close(Run);
}

static void same(const uint8_t *A, const uint8_t *B, size_t Size,
                 const char *What) {
  for (size_t I = 0; I < Size; ++I)
    if (A[I] != B[I]) {
      printf("%s, %zu bytes: byte %zu is %02x, not %02x\n", What, Size, I, A[I],
             B[I]);
      exit(1);
    }
}

// F.2.1 CBC-AES128.Encrypt, its first block.
static void example(void) {
  static const uint8_t Key[] = {0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae, 0xd2, 0xa6,
                                0xab, 0xf7, 0x15, 0x88, 0x09, 0xcf, 0x4f, 0x3c};
  static const uint8_t Text[] = {0x6b, 0xc1, 0xbe, 0xe2, 0x2e, 0x40,
                                 0x9f, 0x96, 0xe9, 0x3d, 0x7e, 0x11,
                                 0x73, 0x93, 0x17, 0x2a};
  static const uint8_t Secret[] = {0x76, 0x49, 0xab, 0xac, 0x81, 0x19,
                                   0xb2, 0x46, 0xce, 0xe9, 0x8e, 0x9b,
                                   0x12, 0xe9, 0x19, 0x7d};
  uint8_t Vector[kBlock], Out[kBlock];
  for (int I = 0; I < kBlock; ++I)
    Vector[I] = I;
  int Cipher = openCipher(kDevice, Key, sizeof Key);
  apply(Cipher, ALG_OP_ENCRYPT, Vector, Text, Out, kBlock);
  same(Out, Secret, kBlock, "the example");
  close(Cipher);
}

static uint8_t Plain[kMost], OnDevice[kMost], InSoftware[kMost], Back[kMost];

static void messages(int KeySize) {
  uint8_t Key[32], Vector[kBlock];
  for (int I = 0; I < 32; ++I)
    Key[I] = rand();
  int Device = openCipher(kDevice, Key, KeySize);
  int Software = openCipher(kSoftware, Key, KeySize);
  for (size_t Size = kBlock; Size <= kMost; Size += Size / 32 * 16 + kBlock) {
    for (size_t I = 0; I < Size; ++I)
      Plain[I] = rand();
    for (int I = 0; I < kBlock; ++I)
      Vector[I] = rand();
    apply(Device, ALG_OP_ENCRYPT, Vector, Plain, OnDevice, Size);
    apply(Software, ALG_OP_ENCRYPT, Vector, Plain, InSoftware, Size);
    same(OnDevice, InSoftware, Size, "encrypted");
    apply(Device, ALG_OP_DECRYPT, Vector, OnDevice, Back, Size);
    same(Back, Plain, Size, "decrypted");
  }
  close(Device);
  close(Software);
}

int main(void) {
  example();
  messages(16);
  messages(32);
  puts("AES-CBC agrees");
  return 0;
}
