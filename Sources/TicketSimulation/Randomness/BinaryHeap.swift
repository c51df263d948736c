/// A priority queue: the least element first.
///
/// The array holds a complete binary tree; the children of place n stand at 2n + 1 and 2n + 2
/// (J. W. J. Williams, "Algorithm 232: Heapsort", CACM 7, 1964).
struct BinaryHeap<Element: Comparable> {
  private var elements: [Element] = []

  /// Creates an empty queue.
  init() {}

  /// The number of elements.
  var count: Int { elements.count }

  /// The least element; nil where there is none.
  var first: Element? { elements.first }

  /// Adds an element.
  ///
  /// - Complexity: O(log n).
  mutating func insert(_ element: Element) {
    elements.append(element)
    var place = elements.count - 1
    while place > 0 {
      let parent = (place - 1) / 2
      guard element < elements[parent] else { break }
      elements[place] = elements[parent]
      place = parent
    }
    elements[place] = element
  }

  /// Removes the least element.
  ///
  /// - Complexity: O(log n).
  mutating func removeFirst() {
    guard let last = elements.popLast(), !elements.isEmpty else { return }
    replaceFirst(with: last)
  }

  /// Puts another element in the place of the least one.
  ///
  /// - Complexity: O(log n).
  mutating func replaceFirst(with element: Element) {
    var place = 0
    while true {
      var child = 2 * place + 1
      guard child < elements.count else { break }
      if child + 1 < elements.count, elements[child + 1] < elements[child] { child += 1 }
      guard elements[child] < element else { break }
      elements[place] = elements[child]
      place = child
    }
    elements[place] = element
  }
}

extension BinaryHeap: Sendable where Element: Sendable {}
