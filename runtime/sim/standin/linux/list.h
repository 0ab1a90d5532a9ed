/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Doubly linked lists.
 */
#ifndef DMASAN_STANDIN_LINUX_LIST_H
#define DMASAN_STANDIN_LINUX_LIST_H

#include <linux/kernel.h>
#include <linux/types.h>

__BEGIN_DECLS

#define LIST_HEAD_INIT(name) {&(name), &(name)}
#define LIST_HEAD(name) struct list_head name = LIST_HEAD_INIT(name)

DMASAN_STANDIN_INLINE void INIT_LIST_HEAD(struct list_head *list) {
  list->next = list->prev = list;
}
DMASAN_STANDIN_INLINE void list_insert_between(struct list_head *entry,
                                               struct list_head *prev,
                                               struct list_head *next) {
  entry->prev = prev;
  entry->next = next;
  prev->next = entry;
  next->prev = entry;
}
DMASAN_STANDIN_INLINE void list_add(struct list_head *entry,
                                    struct list_head *head) {
  list_insert_between(entry, head, head->next);
}
DMASAN_STANDIN_INLINE void list_add_tail(struct list_head *entry,
                                         struct list_head *head) {
  list_insert_between(entry, head->prev, head);
}
DMASAN_STANDIN_INLINE void list_del(struct list_head *entry) {
  entry->prev->next = entry->next;
  entry->next->prev = entry->prev;
}
DMASAN_STANDIN_INLINE void list_del_init(struct list_head *entry) {
  list_del(entry);
  INIT_LIST_HEAD(entry);
}
DMASAN_STANDIN_INLINE bool list_empty(const struct list_head *head) {
  return head->next == head;
}

#define list_entry(ptr, type, member) container_of(ptr, type, member)
#define list_first_entry(head, type, member)                                   \
  list_entry((head)->next, type, member)
#define list_for_each_entry(pos, head, member)                                 \
  for (pos = list_first_entry(head, __typeof__(*pos), member);                 \
       &pos->member != (head);                                                 \
       pos = list_entry(pos->member.next, __typeof__(*pos), member))
#define list_for_each_entry_safe(pos, n, head, member)                         \
  for (pos = list_first_entry(head, __typeof__(*pos), member),                 \
      n = list_entry(pos->member.next, __typeof__(*pos), member);              \
       &pos->member != (head);                                                 \
       pos = n, n = list_entry(n->member.next, __typeof__(*n), member))

__END_DECLS

#endif
