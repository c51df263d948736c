import TicketLedger

/// Gathers what is wrong in a document that is read to its end, so that all of it is told at once.
struct DocumentReport {
  /// What messages call the document.
  let file: String
  private var entries: [Entry] = []
  private var omitted = 0

  private struct Entry {
    let place: [Int]
    let fault: DocumentFault
  }

  init(file: String) {
    self.file = file
  }

  /// Whether nothing was found.
  var isEmpty: Bool { entries.isEmpty }

  /// Whether as much was found as is told; what comes after is only counted.
  var isFull: Bool { entries.count >= DocumentError.limit }

  /// Counts what is not told.
  mutating func omit(_ count: Int) {
    omitted += count
  }

  /// Adds what is wrong at a value; the words are made only where they are told.
  mutating func add(
    _ problem: @autoclosure () -> String,
    _ remedy: @autoclosure () -> String,
    at node: DocumentNode
  ) {
    guard !isFull else { return omit(1) }
    let parts = [node.subject, node.path].filter { !$0.isEmpty }
    let fault = DocumentFault(
      file: file,
      subject: parts.joined(separator: ": "),
      problem: problem(),
      remedy: remedy()
    )
    add(fault, at: node.place)
  }

  /// Adds a fault; its line is found later, where it has none.
  mutating func add(_ fault: DocumentFault, at place: [Int]) {
    // A hostile file has millions: those past what is told are only counted.
    if isFull { omit(1) } else { entries.append(Entry(place: place, fault: fault)) }
  }

  /// Adds what is wrong with another file, which this one names at a place.
  mutating func add(_ error: DocumentError, at place: [Int]) {
    for fault in error.faults { add(fault, at: place) }
    omit(error.omitted)
  }

  /// Whether something was found at a place that is meant.
  func holds(where isMeant: ([Int]) -> Bool) -> Bool {
    entries.contains { isMeant($0.place) }
  }

  /// What was found, in the order of the text, with lines.
  func faults(in text: [UInt8]) -> [DocumentFault] {
    let order = entries.enumerated().sorted { left, right in
      left.element.place == right.element.place
        ? left.offset < right.offset
        : left.element.place.lexicographicallyPrecedes(right.element.place)
    }
    return order.map { _, entry in
      var fault = entry.fault
      if fault.line == nil, fault.file == file {
        fault.line = JSONPlace.line(of: entry.place, in: text)
      }
      return fault
    }
  }

  /// All that was found, as one error.
  func error(in text: [UInt8]) -> DocumentError {
    DocumentError(faults(in: text), omitted: omitted)
  }
}
