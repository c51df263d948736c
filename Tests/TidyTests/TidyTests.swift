import Foundation
import Testing

/// The house rules that no compiler checks.
@Suite("The house is tidy")
struct TidyTests {
  /// A source file of the project.
  struct Source: Sendable, CustomTestStringConvertible {
    let path: String
    let lines: [String]

    var testDescription: String { path }
    var module: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }
    var imports: Set<String> {
      Set(
        lines.compactMap { line in
          let words = line.split(separator: " ").map(String.init)
          guard let place = words.firstIndex(of: "import"), place < 3, place + 1 < words.count,
            !line.hasPrefix(" "), !line.hasPrefix("//")
          else { return nil }
          return words[place + 1]
        }
      )
    }
  }

  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static let sources: [Source] = ["Sources", "Tests", "Examples", "Benchmarks/Sources"].flatMap {
    folder -> [Source] in
    let files = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
    return (files?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".swift") }.sorted()
      .compactMap { file in
        let path = "\(folder)/\(file)"
        let text = try? String(contentsOf: root.appending(path: path), encoding: .utf8)
        return text.map { Source(path: path, lines: $0.components(separatedBy: "\n")) }
      }
  }

  @Test("the sources are found")
  func found() {
    #expect(TidyTests.sources.count > 100)
  }

  @Test("modules import only along the arrows")
  func arrows() {
    let own: Set<String> = [
      "CLMDB", "LedgerStore", "TicketLedger", "TicketExchange", "TicketSimulation", "Transparency",
    ]
    let allowed: [String: Set<String>] = [
      "LedgerStore": ["CLMDB"],
      "Transparency": [],
      "TicketLedger": ["LedgerStore", "Transparency"],
      "TicketExchange": ["TicketLedger", "Transparency"],
      "TicketSimulation": ["TicketLedger"],
      // A witness keeps its state with the care of a file of keys; it knows no ledger.
      "Witness": ["Transparency", "LedgerStore"],
      "CommandLine": ["TicketLedger", "TicketExchange", "TicketSimulation", "Transparency"],
    ]
    for source in TidyTests.sources where source.path.hasPrefix("Sources/") {
      let wrong = source.imports.intersection(own).subtracting(allowed[source.module] ?? [])
      #expect(wrong.isEmpty, "\(source.path) imports \(wrong.sorted())")
    }
  }

  @Test("in TicketLedger only Ledger/ imports downward")
  func downward() {
    for source in TidyTests.sources where source.path.hasPrefix("Sources/TicketLedger/") {
      guard !source.path.hasPrefix("Sources/TicketLedger/Ledger/") else { continue }
      let wrong = source.imports.intersection(["LedgerStore", "Transparency", "CLMDB"])
      #expect(wrong.isEmpty, "\(source.path) imports \(wrong.sorted())")
    }
  }

  @Test("no file is longer than 400 lines")
  func fileLength() {
    for source in TidyTests.sources {
      #expect(source.lines.count <= 401, "\(source.path) has \(source.lines.count - 1) lines")
    }
  }

  @Test("no function is longer than 60 lines")
  func functionLength() {
    for source in TidyTests.sources where !source.path.hasPrefix("Tests/") {
      for (number, line) in source.lines.enumerated() {
        guard let body = TidyTests.bodyStart(of: line, at: number, in: source.lines) else {
          continue
        }
        let closing = String(line.prefix { $0 == " " }) + "}"
        let end = source.lines[body...].firstIndex(of: closing) ?? body
        #expect(end - body <= 61, "\(source.path):\(number + 1) takes \(end - body) lines")
      }
    }
  }

  /// Where the body of a function that is declared on a line begins; nil where none does.
  private static func bodyStart(of line: String, at number: Int, in lines: [String]) -> Int? {
    let words = line.drop { $0 == " " }
    guard
      words.hasPrefix("func ") || words.hasPrefix("init") || words.contains(" func ")
        || words.contains(" init("), !words.hasPrefix("/")
    else { return nil }
    if line.hasSuffix("{") { return number }
    guard line.hasSuffix("(") else { return nil }
    let indent = String(line.prefix { $0 == " " })
    let next = lines[(number + 1)...].firstIndex { $0.hasPrefix(indent + ")") }
    return next.flatMap { lines[$0].hasSuffix("{") ? $0 : nil }
  }

  @Test("nothing is left to do, and no test is switched off")
  func leftovers() {
    let words = ["TO" + "DO", "FIX" + "ME", "// XX" + "X", ".disab" + "led(", "try" + "!"]
    for source in TidyTests.sources {
      let text = source.lines.joined(separator: "\n")
      for word in words where text.utf8.firstRange(of: word.utf8) != nil {
        let number = source.lines.firstIndex { $0.contains(word) } ?? 0
        Issue.record("\(source.path):\(number + 1) says \(word)")
      }
    }
  }

  @Test("every public declaration has a doc comment, and every case of a public enum")
  func documentation() {
    // What a protocol of the standard library asks for is documented there.
    let inherited = [
      "static func <", "static func ==", "func hash(into", "var description", "func next()",
      "func makeAsyncIterator()", "func makeIterator()", "init(stringLiteral",
      "var testDescription",
      "Literal value", "init(nilLiteral", "Literal elements", "let description",
    ]
    let ofProjections = [
      "static let name = ", "static let version: ", "init() {}", "mutating func apply(_ recorded:",
      "func encode(into", "init(decoding reader:",
    ]
    let conformances = ["EventNames", "ImportTarget"]
    for source in TidyTests.sources where source.path.hasPrefix("Sources/") {
      guard !conformances.contains(where: { source.path.contains($0) }) else { continue }
      let isProjection = source.lines.contains { $0.contains(": Projection {") }
      let inherited = inherited + (isProjection ? ofProjections : [])
      // What the values of JSON are is told by RFC 8259.
      let isJSON = source.path.hasSuffix("/JSONValue.swift")
      let cases = isJSON ? [] : TidyTests.cases(in: source.lines)
      for (number, line) in source.lines.enumerated() {
        guard TidyTests.declares(line) || cases.contains(number),
          !inherited.contains(where: { line.contains($0) })
        else { continue }
        var above = number - 1
        while above >= 0, source.lines[above].trimmingPrefix(while: { $0 == " " }).hasPrefix("@") {
          above -= 1
        }
        let comment = above >= 0 ? source.lines[above].trimmingCharacters(in: .whitespaces) : ""
        #expect(comment.hasPrefix("///"), "\(source.path):\(number + 1) has no doc comment")
      }
    }
  }

  /// Whether a line begins a declaration that others see.
  private static func declares(_ line: String) -> Bool {
    let trimmed = line.utf8.drop { $0 == UInt8(ascii: " ") }
    guard let initial = trimmed.first, initial == UInt8(ascii: "p") || initial == UInt8(ascii: "@")
    else { return false }
    let words = line.split(separator: " ").drop { $0.hasPrefix("@") || $0.hasSuffix(")") }
    guard let first = words.first, first == "public" || first == "package" else { return false }
    return !["import", "extension"].contains(words.dropFirst().first ?? "")
  }

  /// The lines that begin a case of an enum that others see.
  private static func cases(in lines: [String]) -> Set<Int> {
    var cases: Set<Int> = []
    var indents: [String] = []
    for (number, line) in lines.enumerated() {
      if declares(line), line.split(separator: " ").contains("enum"), !line.hasSuffix("}") {
        indents.append(String(line.prefix { $0 == " " }))
      } else if let indent = indents.last {
        if line == indent + "}" { indents.removeLast() }
        if line.hasPrefix(indent + "  case ") { cases.insert(number) }
      }
    }
    return cases
  }
}
