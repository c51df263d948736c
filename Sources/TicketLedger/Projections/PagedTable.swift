/// A growing table of plain values in pages of equal size.
///
/// Growth takes a page and moves nothing, so a large table costs no copies and no second room while it
/// grows. O(1) for every access.
struct PagedTable<Element: BitwiseCopyable & Sendable>: Sendable {
  private static var shift: Int { 10 }
  private static var mask: Int { pageSize - 1 }
  /// The elements of a page.
  static var pageSize: Int { 1 << shift }

  private var pages: ContiguousArray<ContiguousArray<Element>> = []
  private(set) var count = 0

  init() {}

  /// The table of pages, each but the last of ``pageSize`` elements.
  ///
  /// - Returns: Nil where a page is of another size.
  init?(pages: ContiguousArray<ContiguousArray<Element>>) {
    for page in pages.dropLast() where page.count != PagedTable.pageSize { return nil }
    if let last = pages.last {
      guard 1...PagedTable.pageSize ~= last.count else { return nil }
      count = (pages.count - 1) * PagedTable.pageSize + last.count
    }
    self.pages = pages
  }

  var indices: Range<Int> { 0..<count }
  var first: Element? { count == 0 ? nil : self[0] }
  /// The elements in their order.
  var elements: some Sequence<Element> { pages.joined() }

  /// The element at a place.
  ///
  /// - Precondition: `place` is less than ``count``.
  subscript(place: Int) -> Element {
    _read { yield pages[place >> PagedTable.shift][place & PagedTable.mask] }
    _modify { yield &pages[place >> PagedTable.shift][place & PagedTable.mask] }
  }

  @inline(__always)
  mutating func append(_ element: Element) {
    if count & PagedTable.mask == 0 {
      var page: ContiguousArray<Element> = []
      page.reserveCapacity(PagedTable.pageSize)
      pages.append(page)
    }
    pages[count >> PagedTable.shift].append(element)
    count += 1
  }
}
