public import ArgumentParser
import Foundation
import TicketExchange
import TicketLedger

/// Reads logs from elsewhere.
struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Record a log from elsewhere as events.",
    discussion: """
      An import can be cut off and run again: what the ledger holds already is recognised, and only \
      what is new is appended. Interrupted, it says how far it came.
      """,
    subcommands: [CSV.self, JSONL.self]
  )
}

/// What an import tells at its end.
struct ImportReport {
  var rows: Int
  var tickets: Int
  var byKind: [EventKind: Int]
  var duplicates = 0
  var touches = 0
  var skipped = 0
  var definitions = 0
  var clamped = 0
  var alreadyImported = 0
  var withoutWords = 0
  var ticketsWithFewerRows = 0

  private var events: Int { byKind.values.reduce(0, +) }

  var json: JSONValue {
    var kinds = JSONObject()
    for kind in EventKind.allCases {
      if let count = byKind[kind] { kinds[kind.name] = .whole(count) }
    }
    return [
      "rows": .whole(rows), "tickets": .whole(tickets), "events": .whole(events),
      "byKind": .object(kinds), "duplicates": .whole(duplicates), "touches": .whole(touches),
      "skipped": .whole(skipped), "definitions": .whole(definitions), "clamped": .whole(clamped),
      "alreadyImported": .whole(alreadyImported), "withoutWords": .whole(withoutWords),
      "ticketsWithFewerRows": .whole(ticketsWithFewerRows),
    ]
  }

  var text: String {
    var table = TextTable(["EVENT", "COUNT"], alignedRight: [1])
    for kind in EventKind.allCases {
      if let count = byKind[kind] { table.add([kind.name, "\(count)"]) }
    }
    var head = """
      \(counted(rows, "row")) of \(counted(tickets, "ticket")); \(counted(events, "event")) appended
      already there: \(counted(alreadyImported, "row")); \(counted(duplicates, "duplicate")) dropped, \
      \(touches) touched without a change, \(skipped) skipped, \(clamped) with a time set right
      """
    if definitions > 0 {
      head += "\ndefined anew as the ledger needs it: \(counted(definitions, "row"))"
    }
    return events == 0 ? head : "\(head)\n\n\(table.text)"
  }
}

extension ImportCommand {
  /// Reads a CSV log.
  struct CSV: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "csv",
      abstract: "Record a CSV log by a mapping file.",
      discussion: """
        A mapping file says how rows become events; the documentation on importing teaches to write \
        one. Mappings that ship: \(CSVMapping.shippedNames.joined(separator: ", ")).
        """
    )

    @OptionGroup var ledger: LedgerArguments
    @OptionGroup var format: FormatArguments

    @Argument(help: "The log.", completion: .file(extensions: ["csv", "tsv", "txt"]))
    var file: String

    @Option(
      name: .long,
      help: "The mapping file, or the name of a mapping that ships.",
      completion: .file(extensions: ["json"])
    )
    var mapping: String

    @Option(
      name: .long,
      help:
        "What becomes of a row that cannot be read: stop before anything is appended, or skip it."
    )
    var onError: CSVImport.ErrorPolicy = .stop

    func run() async throws {
      let source = try shippedOrFile()
      let csv = CSVImport(file: URL(fileURLWithPath: file), mapping: source, onError: onError)
      let ledger = try await ImportLedger(ledger)
      let progress = ProgressLine()
      let interruption = Interruption(countingIn: "openings and rows", progress)
      do {
        let summary = try await csv.run(into: ledger) { [count = interruption.count] step in
          let isRecording = step.phase == .recording
          if isRecording { count.value = UInt64(step.done) }
          let unit = isRecording ? "rows" : "bytes"
          progress.show(step.phase.rawValue, UInt64(step.done), of: UInt64(step.total), unit: unit)
        }
        interruption.end()
        // A log without rows makes the ledger too.
        _ = try await ledger.ledger()
        progress.finish()
        await ledger.end()
        report(summary)
      } catch {
        interruption.end()
        progress.finish()
        await ledger.close()
        throw error
      }
    }

    private func shippedOrFile() throws -> CSVMapping {
      let isFile = FileManager.default.fileExists(atPath: mapping)
      let shipped = CSVMapping.shippedNames
      if !isFile, shipped.contains(mapping) { return try .shipped(mapping) }
      guard isFile else {
        throw Problem(
          "\(mapping): there is no such mapping file; check the path, or name a mapping that ships: "
            + shipped.joined(separator: ", ")
        )
      }
      return try CSVMapping(contentsOf: URL(fileURLWithPath: mapping))
    }

    private func report(_ summary: ImportSummary) {
      for problem in summary.problems { Terminal.complain("skipped: \(problem)") }
      if summary.ticketsWithFewerRows > 0 {
        let count = counted(summary.ticketsWithFewerRows, "ticket")
        let verb = summary.ticketsWithFewerRows == 1 ? "has" : "have"
        Terminal.complain(
          "\(count) \(verb) fewer rows than were imported before; they were not compared"
        )
      }
      let report = ImportReport(
        rows: summary.rows,
        tickets: summary.tickets,
        byKind: summary.byKind,
        duplicates: summary.duplicates,
        touches: summary.touches,
        skipped: summary.skipped,
        clamped: summary.clamped,
        alreadyImported: summary.alreadyImported,
        ticketsWithFewerRows: summary.ticketsWithFewerRows
      )
      format.answer(json: report.json, text: report.text)
    }
  }
}

extension CSVImport.ErrorPolicy: ExpressibleByArgument {}

extension ImportCommand {
  /// Reads an export of another ledger.
  struct JSONL: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "jsonl",
      abstract: "Record the events that `export jsonl` of another ledger wrote.",
      discussion: """
        Into a ledger without tickets, every answer becomes what it was. Into one with tickets of \
        its own, tickets without a reference get one made of the source's name and their number.

        Who was erased there is erased here, on the same basis. The export does not have their identity, so \
        it is refused here only where an earlier import knew it. Words that the export lacks, because it \
        was made without keys, are not carried over; how many events lack them is told.
        """
    )

    @OptionGroup var ledger: LedgerArguments
    @OptionGroup var format: FormatArguments

    @Argument(help: "The export.", completion: .file(extensions: ["jsonl"]))
    var file: String

    @Option(
      name: .long,
      help: "What the export is called; a second import under the same name appends nothing."
    )
    var source = "export"

    func run() async throws {
      let ledger = try await ImportLedger(ledger)
      let progress = ProgressLine()
      let interruption = Interruption(countingIn: "lines", progress)
      do {
        let summary = try await summary(into: ledger) { [count = interruption.count] in
          count.value = $0
          progress.show("importing", $0, of: $1, unit: "lines")
        }
        interruption.end()
        progress.finish()
        let remains = try await remains(of: summary, in: ledger.existing)
        await ledger.end()
        for line in remains { Terminal.complain(line) }
        let report = ImportReport(
          rows: summary.rows,
          tickets: summary.tickets,
          byKind: summary.byKind,
          touches: summary.byKind[.touched] ?? 0,
          skipped: summary.skipped,
          definitions: summary.definitions,
          alreadyImported: summary.alreadyImported,
          withoutWords: summary.withoutWords
        )
        format.answer(json: report.json, text: report.text)
      } catch {
        interruption.end()
        progress.finish()
        await ledger.close()
        throw error
      }
    }

    /// What the ledger does not have of the export, and what is left to be done; a line each.
    private func remains(of summary: ImportSummary, in ledger: Ledger?) throws -> [String] {
      var lines: [String] = []
      if summary.withoutWords > 0 {
        lines.append(
          "\(counted(summary.withoutWords, "event")) recorded without words, which the export lacks: "
            + "sealed or missing when it was written, or erased without the erasure in it; for sealed "
            + "ones, export with --keys and import that into a new ledger"
        )
      }
      guard let ledger, let count = summary.byKind[.personErased] else { return lines }
      lines.append(
        "\(counted(count, "person")) erased here as in the export, which does not have their "
          + "identities: an identity that no earlier import brought is not refused here"
      )
      let erased = ledger.read { view in
        (0..<UInt32(view.catalogue.personCount)).map { PersonID($0 + 1) }
          .first { view.catalogue.isErased($0) }
      }
      if try ledger.needsCompaction, let erased {
        lines.append(
          "what was erased is still in unused parts of the plain ledger's file; this writes the file "
            + "anew: ticket-ledger erase --number \(erased.rawValue) --basis TEXT"
        )
      }
      return lines
    }

    private func summary(
      into ledger: ImportLedger,
      progress: @Sendable (UInt64, UInt64) -> Void
    ) async throws -> ImportSummary {
      let log = JSONLImport(file: file, source: source)
      guard let existing = await ledger.existing else {
        return try await log.run(making: { try await ledger.ledger() }, progress: progress)
      }
      return try await log.run(into: existing, progress: progress)
    }
  }
}
