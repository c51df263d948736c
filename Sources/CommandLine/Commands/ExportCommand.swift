import ArgumentParser
import TicketExchange
import TicketLedger

/// Writes what a ledger holds in other forms.
struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write the log, or an answer, in another form.",
    subcommands: [
      JSONL.self, ExportCSVCommand.self, ExportTlogCommand.self, ExportPersonCommand.self,
    ]
  )

  /// Writes the log as JSON Lines.
  struct JSONL: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "jsonl",
      abstract: "Write every event as a line of JSON, to be read back by `import jsonl`."
    )

    @OptionGroup var ledger: LedgerArguments
    @OptionGroup var output: OutputArguments

    func run() async throws {
      let ledger = try await ledger.openForReading(examining: true)
      do {
        try await export(ledger)
      } catch {
        await ledger.close()
        throw error
      }
      await ledger.close()
    }

    private func export(_ ledger: Ledger) async throws {
      let file = try output.open()
      let progress = ProgressLine()
      defer { progress.finish() }
      var exporter = EventExporter(names: LedgerNames(ledger))
      let end = ledger.read { $0.eventCount }
      var position: UInt64 = 0
      var unreadableCount = 0
      while position < end {
        let events = try ledger.events(
          from: Position(position),
          atMost: Int(min(end - position, 1000))
        )
        guard !events.isEmpty else { break }
        var bytes: [UInt8] = []
        for recorded in events {
          let words = try ledger.words(at: recorded.position)
          if words == .sealed || words == .missing { unreadableCount += 1 }
          let label = try ledger.label(at: recorded.position)
          let document = try exporter.document(of: recorded, in: ledger)
          exporter.write(
            recorded,
            label: label,
            words: words,
            document: document,
            into: &bytes
          )
        }
        try file.write(bytes)
        position += UInt64(events.count)
        progress.show("exporting", position, of: end, unit: "events")
      }
      try file.close()
      if unreadableCount > 0 {
        Terminal.complain(
          "\(unreadableCount) events are written without their words, which are missing or sealed; "
            + "name the folder of keys with --keys"
        )
      }
    }
  }
}
