import Testing

@testable import TicketExchange

@Suite("JSON Lines")
struct JSONLinesTests {
  private func described(_ lines: [JSONLine]) -> [String] {
    lines.map { line in
      switch line.content {
      case .success(let value): "\(line.number) \(value)"
      case .failure(let error): error.description
      }
    }
  }

  @Test("lines are numbered, empty ones passed over, a wrong one named and the next ones read")
  func reads() {
    let text = "\u{FEFF}{\"a\":1}\r\n\n  \n[1,\n2\r\n\"last\""
    #expect(
      described(JSONLinesReader.lines(of: text.utf8)) == [
        "1 {\"a\":1}", "line 4: column 4: expected a value, found the end", "5 2", "6 \"last\"",
      ]
    )
    #expect(JSONLinesReader.lines(of: "".utf8).isEmpty)
    #expect(JSONLinesReader.lines(of: "\n\r\n".utf8).isEmpty)
  }

  @Test("a text cut off in its last line says so by the line's number")
  func reportsTruncation() {
    let lines = JSONLinesReader.lines(of: "1\n{\"position\":12,\"ki".utf8)
    #expect(
      described(lines).last
        == "line 2: column 19: expected '\"' at the end of the string, found the end"
    )
  }

  @Test("however the bytes are cut, the lines are the same", arguments: 0..<100 as Range<UInt64>)
  func cutsDoNotMatter(seed: UInt64) {
    var random = JSONRandom(seed: seed)
    var text: [UInt8] = []
    for _ in 0..<random.below(12) {
      switch random.below(5) {
      case 0: text += Array("\r\n".utf8)
      case 1: text += Array("{\"cut".utf8) + [UInt8(ascii: "\n")]
      case 2:
        text += Array(repeating: UInt8(ascii: "7"), count: 30 + random.below(4)) + [0x0D, 0x0A]
      default: text += Array(JSONValue.integer(Int64(random.below(1000))).compact.utf8) + [0x0A]
      }
    }
    if random.chance() { text += Array("[1]".utf8) }
    var whole = JSONLinesReader(limitInBytes: 31)
    whole.append(text)
    whole.finish()
    var expected: [JSONLine] = []
    while let line = whole.next() { expected.append(line) }

    var reader = JSONLinesReader(limitInBytes: 31)
    var lines: [JSONLine] = []
    var rest = text[...]
    while !rest.isEmpty {
      let chunk = rest.prefix(1 + random.below(9))
      rest = rest.dropFirst(chunk.count)
      reader.append(chunk)
      while let line = reader.next() { lines.append(line) }
    }
    reader.finish()
    while let line = reader.next() { lines.append(line) }
    #expect(described(lines) == described(expected))
  }

  @Test("a line that is too long is reported once, not held, and the next ones are read")
  func passesOverLongLines() {
    var reader = JSONLinesReader(limitInBytes: 10)
    var lines: [JSONLine] = []
    reader.append("1\n\"".utf8)
    for _ in 0..<1000 {
      reader.append("0123456789".utf8)
      while let line = reader.next() { lines.append(line) }
    }
    reader.append("\"\n\"12345678\"\r\n3".utf8)
    reader.finish()
    while let line = reader.next() { lines.append(line) }
    #expect(
      described(lines) == [
        "1 1", "line 2: longer than 10 bytes; break the value up, one a line", "3 \"12345678\"",
        "4 3",
      ]
    )
  }

  @Test("a limit of 16 MiB holds where nothing else is said")
  func hasLimit() {
    let long = Array(repeating: UInt8(ascii: " "), count: (16 << 20) + 1) + Array("1\n2\n".utf8)
    #expect(described(JSONLinesReader.lines(of: long)).count == 2)
    #expect(described(JSONLinesReader.lines(of: long)).first?.hasPrefix("line 1: longer") == true)
  }

  @Test("lines come from an asynchronous source, with those that wait already as one group")
  func readsAsynchronously() async throws {
    let (stream, continuation) = AsyncStream.makeStream(of: [UInt8].self)
    for chunk in ["1\n2\n3", "4\n", "\n\n5\n6\n", "7"] { continuation.yield(Array(chunk.utf8)) }
    continuation.finish()
    var iterator = JSONLines(stream).makeAsyncIterator()
    #expect(described(try await iterator.nextGroup(upTo: 9)) == ["1 1", "2 2"])
    #expect(described(try await iterator.nextGroup(upTo: 9)) == ["3 34"])
    #expect(described(try await iterator.nextGroup(upTo: 1)) == ["6 5"])
    #expect(described(try await iterator.nextGroup(upTo: 9)) == ["7 6"])
    #expect(try await iterator.next()?.number == 8)
    #expect(try await iterator.nextGroup(upTo: 9).isEmpty)
  }

  @Test("lines come from a file, and one that is not there is named")
  func readsFile() async throws {
    let file = try InputFile(path: "/dev/null")
    for try await line in JSONLines(file.chunks) { Issue.record("\(line)") }
    let error = #expect(throws: InputError.self) { try InputFile(path: "/dev/null/none.jsonl") }
    #expect(error?.description.hasPrefix("/dev/null/none.jsonl could not be read: ") == true)
    let directory = try InputFile(path: "/")
    #expect(throws: InputError.self) { try directory.read() }
  }
}
