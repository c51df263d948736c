import LedgerStore
import TicketLedger

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Another process that holds the same ledger, for the tests of what only two processes show.
///
/// `LedgerProbe VERB PATH` opens the ledger, says `ready`, and goes on as it is told on its standard
/// input, one line at a time. Every line it prints is one answer.
@main enum Probe {
  static func main() async {
    let arguments = CommandLine.arguments
    guard arguments.count == 3 else { return say("usage: LedgerProbe VERB PATH") }
    do {
      switch arguments[1] {
      case "follow": try await follow(arguments[2])
      case "flood": try await flood(arguments[2])
      case "spoil": try spoil(arguments[2])
      case "verify-as-nobody": try await verifyAsNobody(arguments[2])
      case "alarms": try await alarms(arguments[2])
      case "sealed": try await SealedProbe(at: arguments[2]).run()
      case "fork": try await ForkProbe(at: arguments[2]).run()
      case "keys": try KeyProbe(in: arguments[2]).run()
      default: say("no verb \(arguments[1])")
      }
    } catch {
      say("\(error)")
    }
  }

  /// `submit N`: works on its own tickets and on the shared one; `until N`: waits for the other's;
  /// `adopt N`: promises resolution in so many minutes, as if it had always been; `erase N`: erases the
  /// person of that number; `ask T`: says what is late as of so many milliseconds since 1970.
  private static func follow(_ path: String) async throws {
    let ledger = try await Ledger.open(at: path, options: options)
    say("ready")
    while let line = readLine() {
      let words = line.split(separator: " ")
      guard words.count == 2, let number = Int(words[1]) else { break }
      switch words[0] {
      case "submit": say("accepted \(try await work(number, on: ledger))")
      case "until":
        var count = 0
        for try await event in ledger.events() {
          guard event.position.rawValue == UInt64(count) else { return say("gap at \(count)") }
          count += 1
          if count == number { break }
        }
        let digests = ledger.read { view in view.digests().flatMap(\.digest) }
        say("\(count) \(digests.map { String($0, radix: 16) }.joined(separator: "."))")
      case "adopt": say("adopted at \(try await adopt(number, in: ledger))")
      case "erase":
        let person = PersonReference.number(PersonID(UInt32(number)))
        try await ledger.erase(person, basis: "asked", by: .automation("dpo"))
        say("erased \(number)")
      case "ask": say(late(in: ledger, asOf: Instant(millisecondsSince1970: Int64(number))))
      default: break
      }
    }
    await ledger.close()
  }

  private static func adopt(_ minutes: Int, in ledger: Ledger) async throws -> Position {
    let limit = TargetLimit.duration(milliseconds: Int64(minutes) * 60_000)
    let rule = ServiceRule(name: "all", targets: [ServiceTarget(.resolution, limit: limit)])
    let policy = ServicePolicy(name: "elsewhere", rules: [rule])
    let command = Command.adopt(policy, effectiveFrom: .distantPast)
    return try await ledger.submit(command, by: "child").position
  }

  private static func late(in ledger: Ledger, asOf instant: Instant) -> String {
    ledger.read { view in
      view.breaches(asOf: instant).map { status in
        "\(status.ticket) \(status.clock) \(status.cycle) \(status.policy) \(status.elapsedInMilliseconds)"
      }
      .joined(separator: "; ")
    }
  }

  /// As many opened tickets as it is let, each said once it was acknowledged.
  private static func flood(_ path: String) async throws {
    let ledger = try await Ledger.open(at: path, options: options)
    say("ready")
    try await withThrowingTaskGroup { group in
      for submitter in 0..<8 {
        group.addTask {
          for number in 0... {
            let name = "F\(submitter)-\(number)"
            let receipt = try await ledger.submit(.open(name), by: "flood")
            say("\(receipt.position) \(name)")
          }
        }
      }
      try await group.waitForAll()
    }
  }

  /// Appends an event that cannot follow on those before it.
  private static func spoil(_ path: String) throws {
    let store = try LogStore.open(at: path, options: .init(durability: .none))
    try store.append { writer in
      let event = RecordedEvent(
        position: Position(writer.end),
        recordedAt: .now,
        occurredAt: .now,
        actor: .ledger,
        event: .ticket(.noted),
        ticket: TicketID(1),
        revision: 77
      )
      var bytes = ByteWriter()
      Envelope.encode(event, label: nil, digest: nil, into: &bytes)
      _ = try writer.append(bytes.bytes)
    }
    store.close()
    say("spoilt")
  }

  /// Verifies with the permissions of nobody: says how many problems there are, and the notes.
  private static func verifyAsNobody(_ path: String) async throws {
    guard setgid(65_534) == 0, setuid(65_534) == 0 else { return say("cannot become nobody") }
    let report = try await Ledger.verify(at: path)
    say("\(report.problemCount) problems; \(report.notes.joined(separator: "; "))")
  }

  /// `at N`: it is N milliseconds since 1970, and from the first such line on alarms are raised;
  /// `count N`: waits for as many alarms, whoever raises them.
  private static func alarms(_ path: String) async throws {
    let clock = ProbeClock()
    var options = options
    options.projections = [ServiceLevels.self]
    options.clock = { clock.now }
    let ledger = try await Ledger.open(at: path, options: options)
    say("ready")
    var runner: Task<Void, any Error>?
    while let line = readLine() {
      let words = line.split(separator: " ")
      guard words.count == 2, let number = Int64(words[1]) else { break }
      switch words[0] {
      case "at":
        clock.set(Instant(millisecondsSince1970: number))
        runner = runner ?? Task { try await ledger.runAlarms(clock: clock) }
      case "count":
        var count = 0
        for try await _ in ledger.alarms(from: Position(0)) {
          count += 1
          if count == number { break }
        }
        say("\(count)")
      default: break
      }
    }
    runner?.cancel()
    try await runner?.value
    await ledger.close()
  }

  private static var options: Ledger.Options {
    Ledger.Options(durability: .none, pollInterval: .milliseconds(5))
  }

  /// Notes on the shared ticket, each expecting the revision last seen, among tickets of its own.
  private static func work(_ count: Int, on ledger: Ledger) async throws -> Int {
    var notes = 0
    for number in 1...count {
      try await ledger.submit(.open("child-\(number)"), by: "child", key: "shared key \(number)")
      while true {
        let revision = ledger.read { $0.tickets[TicketID(1)]?.revision } ?? 0
        do {
          try await ledger.submit(
            .note("shared", "\(number)"),
            by: "child",
            expecting: .revision(revision)
          )
          notes += 1
          break
        } catch {
          // A pattern with a payload here makes the compiler of Swift 6.3.1 fail.
          guard case .refused(let refusal) = error, refusal.rule == .staleRevision else {
            throw error
          }
        }
      }
    }
    return notes
  }

  private static func say(_ line: String) {
    print(line)
    fflush(nil)
  }
}
