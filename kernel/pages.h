// Free pages in a list, and ranges of stack in limbo. Pure: runs on the host too.
// L3  A listed page is zero but for the link in its first word.
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>

namespace burrow::bare {

// The last in, the first out. Zeroed storage is an empty list.
class PageList {
 public:
  void push(void* page) {
    head_ = new (page) Link{head_};
    if (count_++ == 0) last_ = head_;
  }

  // A zeroed page, or nullptr.
  void* pop() {
    Link* page = head_;
    if (page == nullptr) return nullptr;
    head_ = page->next;
    page->next = nullptr;
    count_--;
    return page;
  }

  // Takes all of `more`, which is empty afterwards.
  void splice(PageList& more) {
    if (more.count_ == 0) return;
    more.last_->next = head_;
    if (count_ == 0) last_ = more.last_;
    head_ = more.head_;
    count_ += more.count_;
    more = {};
  }

  uint64_t count() const { return count_; }

 private:
  struct Link {
    Link* next;
  };
  Link* head_ = nullptr;
  Link* last_ = nullptr;  // unless empty
  uint64_t count_ = 0;
};

// First in, first out. Zeroed storage is an empty one.
class Limbo {
 public:
  static constexpr uint32_t kSize = 1024;
  struct Range {
    uintptr_t lo;
    uintptr_t hi;
    uint64_t tag;  // ascending
  };

  bool empty() const { return head_ == tail_; }
  bool full() const { return tail_ - head_ == kSize; }
  Range const& front() const { return ranges_[head_ % kSize]; }  // not empty
  void push(Range const& range) { ranges_[tail_++ % kSize] = range; }  // not full
  Range pop() { return ranges_[head_++ % kSize]; }

 private:
  uint32_t head_ = 0;
  uint32_t tail_ = 0;
  Range ranges_[kSize] = {};
};

}  // namespace burrow::bare
