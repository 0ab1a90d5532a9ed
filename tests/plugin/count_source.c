// Intent: the plugin says of an unmap that its count can only be what map
// returned (flag 1 << 15, beside 1 << 3), and does not say it when a variable
// or member holds anything else anywhere, or is known to others.
// RUN: %emit -O0 %s -o - | FileCheck %s
#define API(Result, Name)                                                      \
  Result Name(void *dev, void *sg, int nents, int dir, unsigned long attrs)
API(unsigned, dma_map_sg_attrs);
API(void, dma_unmap_sg_attrs);

struct request {
  int other;
  int mapped; // results and constants
  int mixed;  // and what it was given
};

void peek(int *count);

// CHECK-LABEL: @direct(
// CHECK: call void @__dmasan_call(
// CHECK: store i32 32776, ptr
void direct(void *dev, void *sg) {
  dma_unmap_sg_attrs(dev, sg, (int)dma_map_sg_attrs(dev, sg, 1, 1, 0), 1, 0);
}

// CHECK-LABEL: @local(
// CHECK: call void @__dmasan_call(
// CHECK: store i32 32776, ptr
void local(void *dev, void *sg) {
  int count = 0;
  int again;
  count = (int)dma_map_sg_attrs(dev, sg, 2, 1, 0);
  again = count;
  dma_unmap_sg_attrs(dev, sg, again, 1, 0);
}

// CHECK-LABEL: @known_to_others(
// CHECK-NOT: store i32 32776
// CHECK: ret void
void known_to_others(void *dev, void *sg) {
  int count = (int)dma_map_sg_attrs(dev, sg, 2, 1, 0);
  peek(&count);
  dma_unmap_sg_attrs(dev, sg, count, 1, 0);
}

// CHECK-LABEL: @given(
// CHECK-NOT: store i32 32776
// CHECK: ret void
void given(void *dev, void *sg, int nents) {
  if (dma_map_sg_attrs(dev, sg, nents, 1, 0))
    dma_unmap_sg_attrs(dev, sg, nents, 1, 0);
}

void map(struct request *r, void *dev, void *sg, int nents) {
  r->other = nents;
  r->mapped = 0;
  r->mapped = (int)dma_map_sg_attrs(dev, sg, nents, 1, 0);
  r->mixed = (int)dma_map_sg_attrs(dev, sg, nents, 1, 0);
  r->mixed = r->other;
}

// CHECK-LABEL: @member(
// CHECK: store i32 32776, ptr
// CHECK: ret void
void member(struct request *r, void *dev, void *sg) {
  dma_unmap_sg_attrs(dev, sg, r->mapped, 1, 0);
}

// CHECK-LABEL: @mixed_member(
// CHECK-NOT: store i32 32776
// CHECK: ret void
void mixed_member(struct request *r, void *dev, void *sg) {
  dma_unmap_sg_attrs(dev, sg, r->mixed, 1, 0);
  dma_unmap_sg_attrs(dev, sg, r->other, 1, 0);
}
