// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Intent: A whole platform driver: module, probe and remove, registers, a
// threaded interrupt, work and a completion. The wrong one forgets in remove
// what probe mapped.
// EXPECT: mapping-leak in spi_probe at 0
// RUN: %run_case %s

#include <dmasan/sim.h>
#include <linux/completion.h>
#include <linux/interrupt.h>
#include <linux/iopoll.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#define SPI_START 0x00
#define SPI_STATUS 0x04

struct spi {
  struct device *dev;
  void __iomem *regs;
  char *buf;
  dma_addr_t dma;
  struct mutex lock;
  struct completion done;
  struct work_struct work;
  int worked;
};

static irqreturn_t spi_irq(int irq, void *data) {
  struct spi *spi = data;

  (void)irq;
  return readl(spi->regs + SPI_STATUS) ? IRQ_WAKE_THREAD : IRQ_NONE;
}
static irqreturn_t spi_thread(int irq, void *data) {
  struct spi *spi = data;

  (void)irq;
  writel(0, spi->regs + SPI_STATUS);
  complete(&spi->done);
  schedule_work(&spi->work);
  return IRQ_HANDLED;
}
static void spi_work(struct work_struct *work) {
  struct spi *spi = container_of(work, struct spi, work);

  mutex_lock(&spi->lock);
  ++spi->worked;
  mutex_unlock(&spi->lock);
}

static int spi_probe(struct platform_device *pdev) {
  struct device *dev = &pdev->dev;
  struct spi *spi = devm_kzalloc(dev, sizeof(*spi), GFP_KERNEL);
  int irq = platform_get_irq(pdev, 0), error;

  if (!spi)
    return -ENOMEM;
  if (irq < 0)
    return dev_err_probe(dev, irq, "no interrupt\n");
  spi->dev = dev;
  spi->regs = devm_platform_ioremap_resource(pdev, 0);
  if (IS_ERR(spi->regs))
    return PTR_ERR(spi->regs);
  mutex_init(&spi->lock);
  init_completion(&spi->done);
  INIT_WORK(&spi->work, spi_work);
  error = dma_set_mask_and_coherent(dev, DMA_BIT_MASK(32));
  if (error)
    return error;
  spi->buf = devm_kzalloc(dev, 256, GFP_KERNEL);
  spi->dma = dma_map_single(dev, spi->buf, 256, DMA_FROM_DEVICE);
  if (dma_mapping_error(dev, spi->dma))
    return -ENOMEM;
  error = devm_request_threaded_irq(dev, irq, spi_irq, spi_thread, IRQF_ONESHOT,
                                    "spi", spi);
  if (error)
    return error;
  platform_set_drvdata(pdev, spi);
  writel(lower_32_bits(spi->dma), spi->regs + SPI_START);
  return 0;
}

static int spi_remove(struct platform_device *pdev) {
  struct spi *spi = platform_get_drvdata(pdev);

  cancel_work_sync(&spi->work);
#ifdef GOOD
  dma_unmap_single(spi->dev, spi->dma, 256, DMA_FROM_DEVICE);
#endif
  return 0;
}

static const struct of_device_id spi_ids[] = {{.compatible = "test,spi"}, {}};
MODULE_DEVICE_TABLE(of, spi_ids);
static struct platform_driver spi_driver = {
    .probe = spi_probe,
    .remove = spi_remove,
    .driver = {.name = "spi",
               .owner = THIS_MODULE,
               .of_match_table = of_match_ptr(spi_ids)},
};
module_platform_driver(spi_driver);
MODULE_LICENSE("GPL");

int main(void) {
  struct device *other = dmasan_sim_device_create("spinner", NULL);
  struct device *dev = dmasan_sim_device_create("spi.0", NULL);
  u32 *regs = dmasan_sim_registers(dev, 0), status;
  struct spi *spi;

  if (init_module() || !dev->driver || other->driver)
    return 2;
  spi = dev_get_drvdata(dev);
  if (dmasan_sim_raise_irq(dev, 0) != 1 || completion_done(&spi->done))
    return 3;
  if (wait_for_completion_timeout(&spi->done, 1) != 0)
    return 4;
  regs[SPI_STATUS / 4] = 1;
  if (dmasan_sim_dma_write(dev, regs[SPI_START / 4], "x", 1) ||
      dmasan_sim_raise_irq(dev, 0) != 1)
    return 5;
  if (!wait_for_completion_timeout(&spi->done, 10) || spi->worked)
    return 6;
  if (readl_poll_timeout(&regs[SPI_STATUS / 4], status, status == 0, 1, 1000) ||
      readl_poll_timeout(&regs[SPI_STATUS / 4], status, status, 1, 1000) !=
          -ETIMEDOUT)
    return 7;
  if (dmasan_sim_run_work() != 1 || spi->worked != 1)
    return 8;
  cleanup_module();
  if (dev->driver || dmasan_sim_raise_irq(dev, 0) != 0)
    return 9;
#ifdef GOOD
  /* Loaded again, and unbound by the device that goes. */
  if (init_module() || !dev->driver)
    return 10;
#endif
  dmasan_sim_device_destroy(dev);
  dmasan_sim_device_destroy(other);
  return 0;
}
