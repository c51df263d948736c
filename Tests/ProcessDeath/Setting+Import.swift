import Foundation
import TicketExchange
import TicketLedger

/// The import that is killed, and the one that is not.
extension Setting {
  private var log: String { root + (isExport ? "/log.jsonl" : "/log.csv") }
  private var mapping: String { root + "/mapping.json" }
  var referencePath: String { root + "/reference.ledger" }

  /// Whether an export of another ledger is imported, and not a log in CSV.
  private var isExport: Bool { !life.isMultiple(of: 2) }

  /// Imports the log in small groups, telling after each; goes on where it was cut off.
  func importLog(into ledger: Ledger, _ told: @Sendable () -> Void = {}) async throws {
    if isExport {
      let log = JSONLImport(file: log, source: "desk", groupSize: 8)
      _ = try await log.run(into: ledger) { _, _ in told() }
    } else {
      let log = CSVImport(
        file: URL(fileURLWithPath: log),
        mapping: try CSVMapping(contentsOf: URL(fileURLWithPath: mapping)),
        groupSize: 8
      )
      _ = try await log.run(into: ledger) { step in
        if step.phase == .recording { told() }
      }
    }
  }

  /// Writes the log, and imports it once without being killed.
  ///
  /// - Returns: The envelopes of that ledger.
  func makeReference() async throws -> [[UInt8]] {
    try write(rows, to: root + "/log.csv")
    try write(Setting.mappingText, to: mapping)
    if isExport {
      let plain = Setting(scenario: scenario, life: 0, seed: seed, root: root)
      let source = try await Ledger.open(at: root + "/source.ledger", options: try plain.options())
      try await plain.importLog(into: source)
      try await export(source)
      await source.close()
    }
    let reference = try await Ledger.open(at: referencePath, options: try options())
    try await importLog(into: reference)
    let envelopes = try reference.envelopes(0..<reference.read { $0.eventCount })
    await reference.close()
    return envelopes
  }

  private func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  private func export(_ ledger: Ledger) async throws {
    var exporter = EventExporter(names: LedgerNames(ledger))
    var bytes: [UInt8] = []
    for event in try ledger.events(from: Position(0), atMost: .max) {
      exporter.write(
        event,
        label: try ledger.label(at: event.position),
        words: try ledger.words(at: event.position),
        into: &bytes
      )
    }
    try Data(bytes).write(to: URL(fileURLWithPath: root + "/log.jsonl"))
  }

  /// Some hundred rows of tickets that overlap.
  private var rows: String {
    var numbers = random(60, cycle: 0)
    var rows: [(minute: Int, text: String)] = []
    for ticket in 0..<50 {
      var minute = ticket * 40 + Int.random(in: 0..<30, using: &numbers)
      let changes = Int.random(in: 2...7, using: &numbers)
      for change in 0..<changes {
        let state = change == 0 ? "New" : change == changes - 1 ? "Done" : "Work"
        let team = ["Desk", "Network", "Mail"].randomElement(using: &numbers) ?? ""
        let day = 1 + minute / 1_440
        let time = "\(two(minute % 1_440 / 60)):\(two(minute % 60))"
        rows.append((minute, "K\(ticket),2024-02-\(two(day)) \(time),\(state),\(team)"))
        minute += Int.random(in: 1...200, using: &numbers)
      }
    }
    let ordered = rows.enumerated().sorted {
      ($0.element.minute, $0.offset) < ($1.element.minute, $1.offset)
    }
    return (["id,at,state,team"] + ordered.map(\.element.text)).joined(separator: "\n") + "\n"
  }

  private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static let mappingText = """
    {"source":"desk","shape":"snapshots","ticket":"id",
     "time":{"column":"at","format":"yyyy-MM-dd HH:mm","zone":"UTC"},
     "fields":{"team":"team"},
     "state":{"column":"state","table":{"New":"new","Work":"inProgress","Done":"resolved"}}}
    """
}

/// Makes a folder and those above it.
func makeFolder(_ path: String) throws {
  try FileManager.default.createDirectory(
    atPath: path,
    withIntermediateDirectories: true,
    attributes: [.posixPermissions: 0o700]
  )
}
