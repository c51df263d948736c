import Foundation
import Synchronization
import TicketLedger

/// The process that is killed: it works on its ledger for ever, and says on its standard output what it
/// asks for, before, and what it was acknowledged, after.
final class Writer: Sendable {
  let setting: Setting
  let cycle: Int
  /// A ticket that was acknowledged in an earlier cycle, to go on with.
  let earlierTicket: String?
  private let lastNumber: Atomic<Int>

  var fault: Scenario.Fault { setting.scenario.fault }

  init(_ setting: Setting, cycle: Int, earlierTicket: String?) {
    self.setting = setting
    self.cycle = cycle
    self.earlierTicket = earlierTicket
    lastNumber = Atomic((cycle + 1) * 100_000)
  }

  /// Works until it is killed; an error ends it, and is said.
  func run() async {
    do {
      say("opening")
      let ledger = try await Ledger.open(at: setting.path, options: try setting.options())
      say("ready")
      if let earlierTicket {
        try await submit(deed(.note, on: earlierTicket, isKeyed: true), to: ledger)
      }
      try await work(on: ledger)
    } catch {
      say("ended \(error)")
    }
  }

  private func work(on ledger: Ledger) async throws {
    switch setting.scenario.work {
    case .submitters:
      try await serve(
        8,
        on: ledger,
        beside: [
          { try await self.submitBatches(to: ledger) }, { try await self.decide(on: ledger) },
        ]
      )
    case .consumers:
      let names = ["mailer", "mirror", "index"]
      let consumers = names.map { name in
        { @Sendable in try await self.consume(name, of: ledger) }
      }
      try await serve(4, on: ledger, beside: consumers)
    case .alarms:
      try await serve(
        3,
        on: ledger,
        beside: [{ try await ledger.runAlarms() }, { try await self.follow(ledger) }]
      )
    case .checkpoints: try await reopen(ledger)
    case .backup: try await serve(3, on: ledger, beside: [{ try await self.copy(ledger) }])
    case .import: try await importLog(into: ledger)
    case .growth:
      try await together((0..<4).map { task in { try await self.fill(task, ledger) } })
    case .erasure: try await erase(on: ledger)
    case .rotation: try await serve(3, on: ledger, beside: [{ try await self.rotate(ledger) }])
    }
  }

  /// So many tasks with tickets of their own, and others beside them.
  private func serve(
    _ count: Int,
    on ledger: Ledger,
    beside others: [@Sendable () async throws -> Void]
  ) async throws {
    let tasks = (0..<count).map { task in
      { @Sendable in try await self.serve(task, on: ledger) }
    }
    try await together(tasks + others)
  }

  /// Runs tasks beside each other until all have ended.
  func together(_ tasks: [@Sendable () async throws -> Void]) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for task in tasks { group.addTask { try await task() } }
      try await group.waitForAll()
    }
  }

  // MARK: Submitting

  func deed(_ act: Deed.Act, on ticket: String? = nil, isKeyed: Bool = false) -> Deed {
    let number = lastNumber.wrappingAdd(1, ordering: .relaxed).newValue
    return Deed(number: number, act: act, ticket: ticket ?? "t-\(number)", isKeyed: isKeyed)
  }

  /// Submits one command, and says so before and after.
  func submit(_ deed: Deed, to ledger: Ledger) async throws {
    say("submitted \(deed.line)")
    let isEarly = fault == .early && setting.scenario.work == .submitters
    if isEarly { say("acknowledged \(deed.number) - -") }
    do {
      let receipt = try await ledger.submit(deed.submission)
      if !isEarly { acknowledge(deed, receipt, of: ledger) }
    } catch {
      // With a defect below, the ledger itself may notice: the checker is to notice too.
      guard fault.isPreloaded else { throw error }
    }
  }

  func acknowledge(_ deed: Deed, _ receipt: Receipt, of ledger: Ledger) {
    let position = receipt.position.rawValue
    let bytes = try? ledger.envelopes(position..<position + 1).first
    say("acknowledged \(deed.number) \(position) \(bytes.map { Journal.hex($0) } ?? "-")")
  }

  /// Works on tickets of its own, one after the other: so many, or for ever.
  func serve(_ task: Int, count: Int = .max, on ledger: Ledger) async throws {
    for round in 0..<count {
      let opening = deed(.open, isKeyed: (task ^ round).isMultiple(of: 2))
      let ticket = opening.ticket
      try await submit(opening, to: ledger)
      try await submit(deed(.note, on: ticket), to: ledger)
      try await submit(deed(.route, on: ticket, isKeyed: true), to: ledger)
      try await submit(deed(.pause, on: ticket, isKeyed: true), to: ledger)
      try await submit(deed(.reply, on: ticket, isKeyed: true), to: ledger)
      // Some stay open, so that alarms are raised for them.
      guard !opening.number.isMultiple(of: 3) else { continue }
      try await submit(deed(.resolve, on: ticket, isKeyed: true), to: ledger)
    }
  }

  /// Several commands in one commit.
  func submitBatches(to ledger: Ledger) async throws {
    while true {
      var deeds = [deed(.open), deed(.open, isKeyed: true), deed(.open)]
      deeds += deeds.map { deed(.note, on: $0.ticket) }
      for deed in deeds { say("submitted \(deed.line)") }
      say("group \(deeds.map { "\($0.number)" }.joined(separator: ","))")
      if fault == .tornBatch {
        for deed in deeds { try await ledger.submit(deed.submission) }
        continue
      }
      let answers = try await ledger.submit(contentsOf: deeds.map(\.submission))
      for (deed, answer) in zip(deeds, answers) {
        switch answer {
        case .success(let receipt): acknowledge(deed, receipt, of: ledger)
        case .failure(let refusal) where !fault.isPreloaded: throw LedgerError.refused(refusal)
        case .failure: break
        }
      }
    }
  }

  /// Decides over two tickets in one commit.
  func decide(on ledger: Ledger) async throws {
    while true {
      let first = deed(.open, isKeyed: true)
      let second = deed(.open)
      let deeds = [
        first, second, deed(.note, on: first.ticket),
        deed(.route, on: second.ticket, isKeyed: true),
      ]
      for deed in deeds { say("submitted \(deed.line)") }
      say("group \(deeds.map { "\($0.number)" }.joined(separator: ","))")
      do {
        let receipts = try await ledger.transaction { transaction in
          var receipts: [Receipt] = []
          for deed in deeds { receipts.append(try transaction.submit(deed.submission)) }
          return receipts
        }
        for (deed, receipt) in zip(deeds, receipts) { acknowledge(deed, receipt, of: ledger) }
      } catch {
        guard fault.isPreloaded else { throw error }
      }
    }
  }

  // MARK: Saying

  /// Says a line in one write, whole or not at all.
  func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    #if canImport(Darwin)
    _ = unsafe Darwin.write(STDOUT_FILENO, bytes, bytes.count)
    #else
    _ = unsafe Glibc.write(STDOUT_FILENO, bytes, bytes.count)
    #endif
  }
}
