/// A growing table of plain values in pages of equal size.
///
/// Growth takes a page and moves nothing, so a large table costs no copies and no second room while it
/// grows. O(1) for every access.
struct PagedTable<Element: BitwiseCopyable & Sendable>: Sendable {
  private static var shift: Int { 10 }
  private static var pageSize: Int { 1 << shift }
  private static var mask: Int { pageSize - 1 }

  private var pages: ContiguousArray<ContiguousArray<Element>> = []
  private(set) var count = 0

  var indices: Range<Int> { 0..<count }
  var first: Element? { count == 0 ? nil : self[0] }

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
