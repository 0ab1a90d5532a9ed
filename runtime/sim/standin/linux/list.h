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

DMASAN_STANDIN_INLINE void list_move_tail(struct list_head *entry,
                                          struct list_head *head) {
  list_del(entry);
  list_add_tail(entry, head);
}
DMASAN_STANDIN_INLINE void list_splice_init(struct list_head *list,
                                            struct list_head *head) {
  if (list_empty(list))
    return;
  list->next->prev = head;
  list->prev->next = head->next;
  head->next->prev = list->prev;
  head->next = list->next;
  INIT_LIST_HEAD(list);
}

#define list_first_entry_or_null(head, type, member)                           \
  (list_empty(head) ? NULL : list_first_entry(head, type, member))
#define list_last_entry(head, type, member)                                    \
  list_entry((head)->prev, type, member)
#define list_next_entry(pos, member)                                           \
  list_entry((pos)->member.next, __typeof__(*(pos)), member)
#define list_for_each(pos, head)                                               \
  for (pos = (head)->next; pos != (head); pos = pos->next)
#define list_for_each_safe(pos, n, head)                                       \
  for (pos = (head)->next, n = pos->next; pos != (head); pos = n, n = pos->next)
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
