/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What USB drivers do with buffers: URBs are mapped for the host controller
 * (sysdev of the device's bus) when they are submitted, and unmapped when they
 * are given back. A test makes the bus and the device, plays the device in
 * `transfer`, and completes URBs with usb_hcd_giveback_urb().
 */
#ifndef DMASAN_STANDIN_LINUX_USB_H
#define DMASAN_STANDIN_LINUX_USB_H

#include <linux/dma-mapping.h>
#include <linux/slab.h>

__BEGIN_DECLS

struct usb_device;
struct urb;
typedef void (*usb_complete_t)(struct urb *urb);

struct usb_bus {
  struct device *controller;
  struct device *sysdev; /* does the DMA */
  /* The test's: moves a synchronous transfer's data, returns its length or an
   * error; NULL: all of it, and nothing is moved. */
  int (*transfer)(struct usb_device *udev, struct urb *urb);
};

struct usb_device {
  int devnum;
  struct usb_bus *bus;
};

#define USB_DIR_OUT 0u
#define USB_DIR_IN 0x80u

#define PIPE_ISOCHRONOUS 0u
#define PIPE_INTERRUPT 1u
#define PIPE_CONTROL 2u
#define PIPE_BULK 3u

DMASAN_STANDIN_INLINE unsigned int usb_make_pipe(const struct usb_device *dev,
                                                 unsigned int type,
                                                 unsigned int endpoint,
                                                 unsigned int direction) {
  return type << 30 | (unsigned int)dev->devnum << 8 | endpoint << 15 |
         direction;
}
#define usb_sndctrlpipe(d, e) usb_make_pipe(d, PIPE_CONTROL, e, USB_DIR_OUT)
#define usb_rcvctrlpipe(d, e) usb_make_pipe(d, PIPE_CONTROL, e, USB_DIR_IN)
#define usb_sndbulkpipe(d, e) usb_make_pipe(d, PIPE_BULK, e, USB_DIR_OUT)
#define usb_rcvbulkpipe(d, e) usb_make_pipe(d, PIPE_BULK, e, USB_DIR_IN)
#define usb_sndintpipe(d, e) usb_make_pipe(d, PIPE_INTERRUPT, e, USB_DIR_OUT)
#define usb_rcvintpipe(d, e) usb_make_pipe(d, PIPE_INTERRUPT, e, USB_DIR_IN)
#define usb_pipein(pipe) ((pipe) & USB_DIR_IN)

#define URB_SHORT_NOT_OK 0x0001u
#define URB_NO_TRANSFER_DMA_MAP 0x0004u
#define URB_ZERO_PACKET 0x0040u
#define URB_FREE_BUFFER 0x0100u
#define URB_DMA_MAP_SINGLE 0x00010000u

struct urb {
  unsigned int transfer_flags;
  unsigned int pipe;
  struct usb_device *dev;
  int status;
  void *transfer_buffer;
  dma_addr_t transfer_dma;
  u32 transfer_buffer_length;
  u32 actual_length;
  unsigned char *setup_packet;
  int interval;
  void *context;
  usb_complete_t complete;
  bool queued; /* the stand-in's */
};

DMASAN_STANDIN_INLINE struct urb *usb_alloc_urb(int iso_packets,
                                                gfp_t mem_flags) {
  (void)iso_packets;
  return (struct urb *)kzalloc(sizeof(struct urb), mem_flags);
}
DMASAN_STANDIN_INLINE void usb_free_urb(struct urb *urb) {
  if (urb && (urb->transfer_flags & URB_FREE_BUFFER))
    kfree(urb->transfer_buffer);
  kfree(urb);
}

DMASAN_STANDIN_INLINE void *usb_alloc_coherent(struct usb_device *dev,
                                               size_t size, gfp_t mem_flags,
                                               dma_addr_t *dma) {
  return dma_alloc_coherent(dev->bus->sysdev, size, dma, mem_flags);
}
DMASAN_STANDIN_INLINE void usb_free_coherent(struct usb_device *dev,
                                             size_t size, void *addr,
                                             dma_addr_t dma) {
  if (addr)
    dma_free_coherent(dev->bus->sysdev, size, addr, dma);
}

DMASAN_STANDIN_INLINE void
usb_fill_bulk_urb(struct urb *urb, struct usb_device *dev, unsigned int pipe,
                  void *transfer_buffer, int buffer_length,
                  usb_complete_t complete_fn, void *context) {
  urb->dev = dev;
  urb->pipe = pipe;
  urb->transfer_buffer = transfer_buffer;
  urb->transfer_buffer_length = (u32)buffer_length;
  urb->complete = complete_fn;
  urb->context = context;
}
DMASAN_STANDIN_INLINE void
usb_fill_int_urb(struct urb *urb, struct usb_device *dev, unsigned int pipe,
                 void *transfer_buffer, int buffer_length,
                 usb_complete_t complete_fn, void *context, int interval) {
  usb_fill_bulk_urb(urb, dev, pipe, transfer_buffer, buffer_length, complete_fn,
                    context);
  urb->interval = interval;
}
DMASAN_STANDIN_INLINE void
usb_fill_control_urb(struct urb *urb, struct usb_device *dev, unsigned int pipe,
                     unsigned char *setup_packet, void *transfer_buffer,
                     int buffer_length, usb_complete_t complete_fn,
                     void *context) {
  usb_fill_bulk_urb(urb, dev, pipe, transfer_buffer, buffer_length, complete_fn,
                    context);
  urb->setup_packet = setup_packet;
}

DMASAN_STANDIN_INLINE enum dma_data_direction
usb_urb_direction(const struct urb *urb) {
  return usb_pipein(urb->pipe) ? DMA_FROM_DEVICE : DMA_TO_DEVICE;
}
DMASAN_STANDIN_INLINE int usb_hcd_map_urb_for_dma(struct urb *urb) {
  struct device *sysdev = urb->dev->bus->sysdev;

  if (!urb->transfer_buffer_length ||
      (urb->transfer_flags & URB_NO_TRANSFER_DMA_MAP))
    return 0;
  urb->transfer_dma =
      dma_map_single(sysdev, urb->transfer_buffer, urb->transfer_buffer_length,
                     usb_urb_direction(urb));
  if (dma_mapping_error(sysdev, urb->transfer_dma))
    return -EAGAIN;
  urb->transfer_flags |= URB_DMA_MAP_SINGLE;
  return 0;
}
DMASAN_STANDIN_INLINE void usb_hcd_unmap_urb_for_dma(struct urb *urb) {
  if (urb->transfer_flags & URB_DMA_MAP_SINGLE)
    dma_unmap_single(urb->dev->bus->sysdev, urb->transfer_dma,
                     urb->transfer_buffer_length, usb_urb_direction(urb));
  urb->transfer_flags &= ~URB_DMA_MAP_SINGLE;
}

DMASAN_STANDIN_INLINE int usb_submit_urb(struct urb *urb, gfp_t mem_flags) {
  int error;

  (void)mem_flags;
  if (!urb || !urb->dev || urb->queued)
    return urb && urb->queued ? -EBUSY : -EINVAL;
  error = usb_hcd_map_urb_for_dma(urb);
  if (error)
    return error;
  urb->status = -EINPROGRESS;
  urb->actual_length = 0;
  urb->queued = true;
  return 0;
}
/* The test's: the controller is done with the URB. */
DMASAN_STANDIN_INLINE void usb_hcd_giveback_urb(struct urb *urb, int status) {
  usb_hcd_unmap_urb_for_dma(urb);
  urb->queued = false;
  urb->status = status;
  if (urb->complete)
    urb->complete(urb);
}
DMASAN_STANDIN_INLINE void usb_kill_urb(struct urb *urb) {
  if (urb && urb->queued)
    usb_hcd_giveback_urb(urb, -ENOENT);
}

DMASAN_STANDIN_INLINE int usb_bulk_msg(struct usb_device *usb_dev,
                                       unsigned int pipe, void *data, int len,
                                       int *actual_length, int timeout) {
  struct urb urb = {};
  int moved = len, error;

  (void)timeout;
  usb_fill_bulk_urb(&urb, usb_dev, pipe, data, len, NULL, NULL);
  error = usb_submit_urb(&urb, GFP_NOIO);
  if (error)
    return error;
  if (usb_dev->bus->transfer)
    moved = usb_dev->bus->transfer(usb_dev, &urb);
  usb_hcd_giveback_urb(&urb, moved < 0 ? moved : 0);
  if (actual_length)
    *actual_length = moved < 0 ? 0 : moved;
  return urb.status;
}
DMASAN_STANDIN_INLINE int usb_interrupt_msg(struct usb_device *usb_dev,
                                            unsigned int pipe, void *data,
                                            int len, int *actual_length,
                                            int timeout) {
  return usb_bulk_msg(usb_dev, pipe, data, len, actual_length, timeout);
}
/* The setup packet is the stand-in's own and moves by itself. */
DMASAN_STANDIN_INLINE int usb_control_msg(struct usb_device *dev,
                                          unsigned int pipe, u8 request,
                                          u8 requesttype, u16 value, u16 index,
                                          void *data, u16 size, int timeout) {
  int moved = 0;
  int error = usb_bulk_msg(dev, pipe, data, size, &moved, timeout);

  (void)request;
  (void)requesttype;
  (void)value;
  (void)index;
  return error ? error : moved;
}

__END_DECLS

#endif
