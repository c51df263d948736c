import Foundation
import TicketExchange
import TicketLedger

/// CSV logs under mappings, and mappings themselves.
enum CSVTarget {
  /// Logs: the first byte chooses the mapping, and whether rows that are wrong are left out.
  static func run(_ bytes: [UInt8]) {
    guard let first = bytes.first else { return }
    let mapping = mappings[Int(first & 0x7F) % mappings.count]
    let file = URL(fileURLWithPath: Scratch.file("log.csv", Array(bytes.dropFirst())))
    let csv = CSVImport(
      file: file,
      mapping: mapping,
      onError: first & 0x80 == 0 ? .stop : .skip,
      groupSize: 3,
      latest: Instant(millisecondsSince1970: 4_000_000_000_000)
    )
    let (summary, again) = waiting {
      (try? await csv.run(into: Swallow()), try? await csv.run(into: Swallow()))
    }
    demand(summary == again, "the same log, another import")
  }

  /// Mapping files; the patterns in them are read, and not matched.
  static func runMapping(_ bytes: [UInt8]) {
    _ = try? CSVMapping(json: Data(bytes), file: "mapping.json")
  }

  private static let mappings: [CSVMapping] = Mappings.texts.map { text in
    do {
      return try CSVMapping(json: Data(text.utf8), file: "mapping.json")
    } catch {
      fatalError("\(error)")
    }
  }
}

/// Where the facts of an import go: nowhere.
private struct Swallow: ImportTarget {
  func importMarks(of source: String) async throws -> [String: ImportMark] { [:] }

  func heldReferences(among references: [String]) async throws -> Set<String> { [] }

  func record(
    _ facts: [Submission],
    marking marks: [ImportMark],
    of source: String,
    completing completedRows: UInt64?
  ) async throws -> Recording {
    var recording = Recording()
    for fact in facts { recording.eventsByKind[fact.command.action.kind, default: 0] += 1 }
    return recording
  }
}
