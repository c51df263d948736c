import ArgumentParser
import TicketExchange
import TicketLedger

/// Folds the log from nothing.
struct ReplayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Fold the log from nothing and compare with the stored projections.",
    discussion: """
      Exits with 1 where a stored projection differs. matchesStored is null where no stored \
      projection stands inside the part that was replayed.
      """
  )

  @OptionGroup var ledger: LedgerArguments
  @OptionGroup var format: FormatArguments

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Fold up to and with this position, or what was recorded until this instant.",
      valueName: "position|instant"
    ),
    transform: Knowledge.argument
  )
  var until: Knowledge?

  /// What a replay found.
  private struct Outcome {
    var events: UInt64
    var seconds: Double
    var digests: [ProjectionDigest]
    /// Parallel to ``digests``; nil where nothing stored could be compared.
    var matches: [Bool?]
  }

  func run() async throws {
    let ledger = try await ledger.openForReading(examining: true)
    let outcome: Outcome
    do {
      outcome = try await replay(ledger)
    } catch {
      await ledger.close()
      throw error
    }
    await ledger.close()
    show(outcome)
    if outcome.matches.contains(false) { throw ExitCode(1) }
  }

  private func replay(_ ledger: Ledger) async throws -> Outcome {
    let progress = ProgressLine()
    defer { progress.finish() }
    let end = try until.map { try ledger.eventCount(knownAt: $0) } ?? .max
    let start = ContinuousClock.now
    let view = try await ledger.replay(until: end) { folded, total in
      progress.show("replaying", folded, of: total, unit: "events")
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    let digests = view.digests()
    let matches = try await compare(digests, at: view.eventCount, in: ledger, progress)
    return Outcome(
      events: view.eventCount,
      seconds: seconds,
      digests: digests,
      matches: matches
    )
  }

  /// Compares the stored projections with the log folded up to where they stand.
  ///
  /// - Returns: For each digest whether it is the stored one's; nil where none stands inside.
  private func compare(
    _ digests: [ProjectionDigest],
    at eventCount: UInt64,
    in ledger: Ledger,
    _ progress: ProgressLine
  ) async throws -> [Bool?] {
    let stored = try ledger.storedProjections()
    var replayed = [eventCount: digests]
    var matches: [Bool?] = []
    for digest in digests {
      let found = stored.first { $0.projection.name == digest.name }
      guard let found, found.eventCount <= eventCount else {
        matches.append(nil)
        continue
      }
      if replayed[found.eventCount] == nil {
        let view = try await ledger.replay(until: found.eventCount) { folded, total in
          progress.show("comparing", folded, of: total, unit: "events")
        }
        replayed[found.eventCount] = view.digests()
      }
      matches.append(replayed[found.eventCount]?.contains(found.projection))
    }
    return matches
  }

  private func show(_ outcome: Outcome) {
    let rate = outcome.seconds > 0 ? Double(outcome.events) / outcome.seconds : 0
    var list: [JSONValue] = []
    var table = TextTable(["PROJECTION", "VERSION", "DIGEST", "STORED"], alignedRight: [1])
    for (digest, matches) in zip(outcome.digests, outcome.matches) {
      let hex = digest.digest.hex
      list.append([
        "name": .string(digest.name), "version": .whole(digest.version),
        "digest": .string(hex), "matchesStored": matches.map { .bool($0) } ?? .null,
      ])
      let verdict = matches.map { $0 ? "the same" : "DIFFERENT" } ?? "none to compare"
      table.add([digest.name, "\(digest.version)", hex, verdict])
    }
    format.answer(
      json: [
        "position": outcome.events == 0 ? .null : .whole(outcome.events - 1),
        "events": .whole(outcome.events),
        "seconds": .number(outcome.seconds),
        "eventsPerSecond": .number(rate.rounded()),
        "projections": .array(list),
      ],
      text: "\(counted(outcome.events, "event")), \(Int(rate)) events/s\n\n\(table.text)"
    )
  }
}

extension [UInt8] {
  /// The bytes in hexadecimal digits.
  fileprivate var hex: String {
    let digits = [Character]("0123456789abcdef")
    return String(flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}
