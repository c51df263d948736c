/// The lines of a JSON Lines text that comes in chunks, one by one as they become whole.
///
/// ``JSONLinesReader`` says what a line is. An error of the source ends the sequence; a line that is
/// wrong does not.
public struct JSONLines<Source: AsyncSequence>: AsyncSequence where Source.Element == [UInt8] {
  private let source: Source
  private let limitInBytes: Int

  /// Reads lines from a source of bytes.
  public init(_ source: Source, limitInBytes: Int = JSONLinesReader.defaultLimitInBytes) {
    self.source = source
    self.limitInBytes = limitInBytes
  }

  public func makeAsyncIterator() -> Iterator {
    let reader = JSONLinesReader(limitInBytes: limitInBytes)
    return Iterator(source: source.makeAsyncIterator(), reader: reader)
  }

  /// Goes through the lines.
  public struct Iterator: AsyncIteratorProtocol {
    private var source: Source.AsyncIterator
    private var reader: JSONLinesReader
    private var isAtEnd = false

    fileprivate init(source: Source.AsyncIterator, reader: JSONLinesReader) {
      self.source = source
      self.reader = reader
    }

    /// The next line, waiting for its bytes where they are not there yet; nil at the end.
    public mutating func next() async throws -> JSONLine? {
      while true {
        if let line = reader.next() { return line }
        guard !isAtEnd else { return nil }
        try await readMore()
      }
    }

    /// The next line, and those after it that are there already: what one commit may share.
    ///
    /// - Returns: At least one line and at most `limit`; none at the end.
    public mutating func nextGroup(upTo limit: Int) async throws -> [JSONLine] {
      guard let first = try await next() else { return [] }
      var group = [first]
      while group.count < limit, let line = reader.next() { group.append(line) }
      return group
    }

    private mutating func readMore() async throws {
      if let chunk = try await source.next() {
        reader.append(chunk)
      } else {
        reader.finish()
        isAtEnd = true
      }
    }
  }
}

extension JSONLines: Sendable where Source: Sendable {}
