import Foundation
import TicketExchange
import TicketLedger

/// JSON values, JSON Lines, and what is read from them: commands, exported events, whole imports.
enum JSONTarget {
  static func run(_ bytes: [UInt8]) {
    if let value = try? JSONValue(parsing: bytes) { checkWriting(of: value) }
    let lines = JSONLinesReader.lines(of: bytes)
    demand(
      inPieces(bytes).map(answer) == lines.map(answer),
      "lines that come in pieces are other lines"
    )
    var isExport = false
    for line in lines {
      guard case .success(let value) = line.content else { continue }
      let submission = try? SubmissionCoding.submission(from: value)
      demand((try? SubmissionCoding.submission(from: value)) == submission, "another command")
      if (try? EventRecordCoding.record(from: value)) != nil { isExport = true }
    }
    if isExport { runImport(of: bytes) }
  }

  private static func checkWriting(of value: JSONValue) {
    demand((try? JSONValue(parsing: value.compact)) == value, "\(value) is read otherwise")
    demand((try? JSONValue(parsing: value.pretty)) == value, "\(value) is read otherwise")
  }

  /// A line's number, and its value or what is wrong with it.
  private static func answer(_ line: JSONLine) -> String {
    switch line.content {
    case .success(let value): "\(line.number): \(value)"
    case .failure(let error): "\(line.number): \(error)"
    }
  }

  private static func inPieces(_ bytes: [UInt8]) -> [JSONLine] {
    var reader = JSONLinesReader()
    var lines: [JSONLine] = []
    var start = 0
    var size = 1
    while start < bytes.count {
      let end = min(start + size, bytes.count)
      reader.append(bytes[start..<end])
      while let line = reader.next() { lines.append(line) }
      start = end
      size = size % 7 + 1
    }
    reader.finish()
    while let line = reader.next() { lines.append(line) }
    return lines
  }

  /// Imports into a ledger that is made only where every line is good.
  private static func runImport(of bytes: [UInt8]) {
    let file = Scratch.file("export.jsonl", bytes)
    let folder = Scratch.empty("import") + "/new.ledger"
    waiting {
      var made: Ledger?
      let jsonl = JSONLImport(file: file, source: "fuzz", groupSize: 3)
      let summary = try? await jsonl.run(making: {
        let ledger = try await Ledger.open(at: folder, options: BaseLedger.options())
        made = ledger
        return ledger
      })
      guard let made else { return }
      await LedgerExercise.ask(made)
      await made.close()
      guard summary != nil else { return }
      let options = VerificationOptions(threadCount: 1)
      let report = try? await Ledger.verify(at: folder, options: options)
      demand(
        report?.isSound == true,
        "what was imported does not verify: \(report?.problems ?? [])"
      )
    }
  }
}
