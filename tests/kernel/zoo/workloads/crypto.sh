# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# AES-CBC on the device agrees with the kernel's own.
device_cipher() { grep -q '^driver.*: virtio_crypto_aes_cbc' /proc/crypto; }
wait_until 300 device_cipher
timeout 120 /files/crypto || fail "crypto"
