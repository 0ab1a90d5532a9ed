// SPDX-License-Identifier: GPL-2.0
//
// Uses one device from every context at once, on all CPUs, for a while:
// threads, hard interrupts, tasklets, NMIs, and a console that maps whatever is
// printed. Threads hand mappings to interrupts of any CPU. All of it is right
// but for one mistake a context, each in a function of its own (wrong_in_*).

#include <linux/console.h>
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/smp.h>

#include <asm/apic.h>
#include <asm/nmi.h>

enum { kBytes = 256, kMillis = 3000, kMicros = 300, kRoundsToNmi = 50 };

/* A buffer of one context of one CPU, and how often it was used. */
struct place {
  char *buffer;
  long rounds;
};

struct of_cpu {
  struct place thread, interrupt, tasklet, nmi;
  /* From the thread to any interrupt: a buffer that is mapped, or NULL. */
  struct place handed, travelling;
  struct place *in_transit;
  dma_addr_t transit_dma;
  struct hrtimer timer;
  struct tasklet_struct softirq;
  struct task_struct *task;
  atomic_t nmi_wanted;
};

static DEFINE_PER_CPU(struct of_cpu, cpus);
static struct place console_place;
static struct platform_device *device;
static bool stopping;
/* DMA_API_DEBUG's locks are not made for it. */
static bool nmi = true;
module_param(nmi, bool, 0444);

static dma_addr_t map(struct place *place) {
  return dma_map_single(&device->dev, place->buffer, kBytes, DMA_FROM_DEVICE);
}

static void unmap(dma_addr_t dma) {
  dma_unmap_single(&device->dev, dma, kBytes, DMA_FROM_DEVICE);
}

static noinline void use(struct place *place) {
  struct device *dev = &device->dev;
  dma_addr_t dma = map(place);
  if (dma_mapping_error(dev, dma))
    return;
  dma_sync_single_for_cpu(dev, dma, kBytes, DMA_FROM_DEVICE);
  READ_ONCE(place->buffer[64]);
  dma_sync_single_for_device(dev, dma, kBytes, DMA_FROM_DEVICE);
  unmap(dma);
  WRITE_ONCE(place->buffer[64], 1);
  ++place->rounds;
}

static void use_wrongly(struct place *place) {
  dma_addr_t dma = map(place);
  if (dma_mapping_error(&device->dev, dma))
    return;
  unmap(dma);
  unmap(dma);
}

#define WRONG(Context)                                                         \
  static noinline void wrong_in_##Context(struct place *place) {               \
    use_wrongly(place);                                                        \
  }                                                                            \
  static void once_in_##Context(struct place *place) {                         \
    static atomic_t done;                                                      \
    if (place->rounds > 20 && !atomic_xchg(&done, 1))                          \
      wrong_in_##Context(place);                                               \
  }
WRONG(thread)
WRONG(interrupt)
WRONG(tasklet)
WRONG(console)

static void take_over(struct of_cpu *from) {
  struct place *place = xchg(&from->in_transit, NULL);
  if (!place)
    return;
  unmap(from->transit_dma);
  ++place->rounds;
  smp_store_release(&from->handed.buffer, place->buffer);
}

/* handed.buffer is NULL while an interrupt may have it. */
static void hand_over(struct of_cpu *mine) {
  struct place *place = &mine->travelling;
  char *buffer = smp_load_acquire(&mine->handed.buffer);
  if (!buffer)
    return;
  WRITE_ONCE(buffer[0], 1);
  place->buffer = buffer;
  mine->handed.buffer = NULL;
  mine->transit_dma = map(place);
  if (!dma_mapping_error(&device->dev, mine->transit_dma))
    smp_store_release(&mine->in_transit, place);
}

static enum hrtimer_restart on_timer(struct hrtimer *timer) {
  struct of_cpu *mine = container_of(timer, struct of_cpu, timer);
  int cpu;
  use(&mine->interrupt);
  once_in_interrupt(&mine->interrupt);
  for_each_online_cpu(cpu) take_over(per_cpu_ptr(&cpus, cpu));
  tasklet_schedule(&mine->softirq);
  hrtimer_forward_now(timer, ns_to_ktime(kMicros * NSEC_PER_USEC));
  return READ_ONCE(stopping) ? HRTIMER_NORESTART : HRTIMER_RESTART;
}

static void on_tasklet(struct tasklet_struct *softirq) {
  struct of_cpu *mine = container_of(softirq, struct of_cpu, softirq);
  use(&mine->tasklet);
  once_in_tasklet(&mine->tasklet);
}

static int on_nmi(unsigned int type, struct pt_regs *registers) {
  struct of_cpu *mine = this_cpu_ptr(&cpus);
  if (!atomic_xchg(&mine->nmi_wanted, 0))
    return NMI_DONE;
  use(&mine->nmi);
  return NMI_HANDLED;
}

static int on_thread(void *data) {
  struct of_cpu *mine = data;
  while (!kthread_should_stop()) {
    use(&mine->thread);
    once_in_thread(&mine->thread);
    hand_over(mine);
    if (nmi && mine->thread.rounds % kRoundsToNmi == 0) {
      int cpu;
      for_each_online_cpu(cpu) {
        atomic_set(&per_cpu_ptr(&cpus, cpu)->nmi_wanted, 1);
        apic->send_IPI(cpu, NMI_VECTOR);
      }
      pr_info("contexts: round %ld\n", mine->thread.rounds);
    }
    cond_resched();
  }
  return 0;
}

static void on_console(struct console *console, const char *text,
                       unsigned int length) {
  use(&console_place);
  once_in_console(&console_place);
}

static struct console console = {
    .name = "dmac", .write = on_console, .flags = CON_ENABLED, .index = -1};

static void start_timer(void *unused) {
  hrtimer_start(&this_cpu_ptr(&cpus)->timer,
                ns_to_ktime(kMicros * NSEC_PER_USEC),
                HRTIMER_MODE_REL_PINNED_HARD);
}

static char *buffer(void) { return kzalloc(kBytes, GFP_KERNEL | __GFP_NOFAIL); }

static void prepare(struct of_cpu *mine) {
  mine->thread.buffer = buffer();
  mine->interrupt.buffer = buffer();
  mine->tasklet.buffer = buffer();
  mine->nmi.buffer = buffer();
  mine->handed.buffer = buffer();
  tasklet_setup(&mine->softirq, on_tasklet);
  hrtimer_init(&mine->timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED_HARD);
  mine->timer.function = on_timer;
}

static void finish(struct of_cpu *mine) {
  take_over(mine);
  kfree(mine->thread.buffer);
  kfree(mine->interrupt.buffer);
  kfree(mine->tasklet.buffer);
  kfree(mine->nmi.buffer);
  kfree(mine->handed.buffer);
  pr_info("contexts: thread %ld interrupt %ld tasklet %ld nmi %ld handed %ld\n",
          mine->thread.rounds, mine->interrupt.rounds, mine->tasklet.rounds,
          mine->nmi.rounds, mine->travelling.rounds);
}

static int __init contexts_load(void) {
  int cpu;
  device =
      platform_device_register_simple("contexts", PLATFORM_DEVID_NONE, NULL, 0);
  if (IS_ERR(device))
    return PTR_ERR(device);
  if (dma_set_mask_and_coherent(&device->dev, DMA_BIT_MASK(64)))
    return -ENODEV; /* of a test's guest, which has ended */
  console_place.buffer = buffer();
  register_console(&console);
  register_nmi_handler(NMI_LOCAL, on_nmi, 0, "contexts");
  for_each_online_cpu(cpu) prepare(per_cpu_ptr(&cpus, cpu));
  on_each_cpu(start_timer, NULL, 1);
  for_each_online_cpu(cpu) {
    struct of_cpu *mine = per_cpu_ptr(&cpus, cpu);
    mine->task = kthread_run_on_cpu(on_thread, mine, cpu, "contexts/%u");
    if (IS_ERR(mine->task))
      return PTR_ERR(mine->task);
  }
  msleep(kMillis);
  for_each_online_cpu(cpu) kthread_stop(per_cpu_ptr(&cpus, cpu)->task);
  WRITE_ONCE(stopping, true);
  unregister_nmi_handler(NMI_LOCAL, "contexts");
  for_each_online_cpu(cpu) hrtimer_cancel(&per_cpu_ptr(&cpus, cpu)->timer);
  for_each_online_cpu(cpu) tasklet_kill(&per_cpu_ptr(&cpus, cpu)->softirq);
  for_each_online_cpu(cpu) finish(per_cpu_ptr(&cpus, cpu));
  unregister_console(&console);
  pr_info("contexts: console %ld\n", console_place.rounds);
  kfree(console_place.buffer);
  platform_device_unregister(device);
  return 0;
}

static void __exit contexts_unload(void) {}

module_init(contexts_load);
module_exit(contexts_unload);
MODULE_DESCRIPTION("Uses of the DMA API in every context at once");
MODULE_LICENSE("GPL");
