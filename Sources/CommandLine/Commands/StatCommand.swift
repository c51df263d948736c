import ArgumentParser
import TicketExchange
import TicketLedger

/// Counts what a ledger holds.
struct StatCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stat",
    abstract: "Count what a ledger holds."
  )

  @OptionGroup var ledger: LedgerArguments
  @OptionGroup var format: FormatArguments

  func run() async throws {
    let ledger = try await ledger.openForReading()
    let origin = try ledger.origin()
    let bytes = ledger.sizeInBytes
    let (keys, needsCompaction) = (ledger.keyStatus, try ledger.needsCompaction)
    let json: JSONValue = ledger.read { view in
      [
        "origin": .string(origin),
        "formatVersion": .whole(Ledger.formatVersion),
        "events": .whole(view.eventCount),
        "tickets": .whole(view.ticketCount),
        "terms": .whole(view.catalogue.termCount),
        "persons": .whole(view.catalogue.personCount),
        "firstOccurredAt": .text(view.firstOccurredAt?.description),
        "lastOccurredAt": .text(view.lastOccurredAt?.description),
        "bytes": .whole(bytes),
        "erased": .whole(view.catalogue.erasedPersonCount),
        "privacy": keys == nil ? "plain" : "sealed",
        "keys": .text(keys.map { $0.isRotating ? "rotating" : $0.isOpen ? "given" : "not given" }),
        "needsCompaction": .bool(needsCompaction),
        "durability": "full",
      ]
    }
    await ledger.close()
    var table = TextTable(["", ""])
    for member in json.object?.members ?? [] {
      table.add([label(of: member.key), text(of: member.value)])
    }
    format.answer(json: json, text: table.text.split(separator: "\n").joined(separator: "\n"))
  }

  /// What a count is called for people.
  private func label(of key: String) -> String {
    switch key {
    case "formatVersion": "format version"
    case "firstOccurredAt": "first event happened"
    case "lastOccurredAt": "last event happened"
    case "erased": "erased persons"
    case "needsCompaction": "needs compaction"
    default: key
    }
  }

  private func text(of value: JSONValue) -> String {
    switch value {
    case .null: "–"
    case .bool(let isSo): isSo ? "yes" : "no"
    default: value.string ?? value.compact
    }
  }
}
