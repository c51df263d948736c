import ArgumentParser
import Foundation
import TicketExchange
import TicketLedger

/// Writes what a ledger holds in other forms.
struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write the log in another form.",
    subcommands: [JSONL.self]
  )

  /// Writes the log as JSON Lines.
  struct JSONL: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "jsonl",
      abstract: "Write every event as a line of JSON, to be read back by `import jsonl`."
    )

    @OptionGroup var ledger: LedgerArguments

    @Option(
      name: .long,
      help: "The file to write; standard output, where left out.",
      completion: .file()
    )
    var output: String?

    func run() async throws {
      let ledger = try await ledger.openForReading()
      do {
        try await export(ledger)
      } catch {
        await ledger.close()
        throw error
      }
      await ledger.close()
    }

    private func export(_ ledger: Ledger) async throws {
      let file = try handle()
      let progress = ProgressLine()
      defer { progress.finish() }
      var exporter = EventExporter(names: LedgerNames(ledger))
      let end = ledger.read { $0.eventCount }
      var position: UInt64 = 0
      while position < end {
        let events = try ledger.events(from: position, atMost: Int(min(end - position, 1000)))
        guard !events.isEmpty else { break }
        var bytes: [UInt8] = []
        for recorded in events {
          let words = try ledger.words(at: recorded.position).map { EventWords.known($0) } ?? .none
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
        do {
          try file.write(contentsOf: Data(bytes))
        } catch {
          let remedy = output == nil ? "is its disk full, or was it closed?" : "is its disk full?"
          throw Problem("\(output ?? "standard output") cannot be written; \(remedy)", exitCode: 3)
        }
        position += UInt64(events.count)
        progress.show("exporting", position, of: end, unit: "events")
      }
      if output != nil { try file.close() }
    }

    private func handle() throws -> FileHandle {
      guard let output else { return .standardOutput }
      guard !FileManager.default.fileExists(atPath: output) else {
        throw Problem("\(output) is there already; remove it, or name another file")
      }
      guard FileManager.default.createFile(atPath: output, contents: nil),
        let file = FileHandle(forWritingAtPath: output)
      else { throw Problem("\(output) cannot be written; check the folder and its permissions") }
      return file
    }
  }
}
