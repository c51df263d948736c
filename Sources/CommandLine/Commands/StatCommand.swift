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
      let name = member.key == "erased" ? "erased persons" : member.key
      table.add([name, member.value.string ?? member.value.compact])
    }
    format.answer(json: json, text: table.text.split(separator: "\n").joined(separator: "\n"))
  }
}
