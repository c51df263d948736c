import Foundation
import TicketLedger

/// One ledger whose writers are killed, cycle after cycle; a process of its own, since a damaged ledger
/// could end it.
///
/// It says on its standard output `failed CYCLE TEXT`, at the end `figure COUNT NAME` and `done`.
struct Life {
  let setting: Setting
  let cycles: Int
  /// The preloaded library; nil where there is none.
  let preload: String?

  private var findings = Findings()
  /// How long an opening takes, in microseconds.
  private var openingTime = 30_000
  private var earlierTicket: String?

  init(_ setting: Setting, cycles: Int, preload: String?) {
    self.setting = setting
    self.cycles = cycles
    self.preload = preload
  }

  mutating func run() async throws {
    try setting.makeKeys()
    try await prepare()
    do {
      for cycle in 0..<cycles {
        try await naming(cycle) { (life) throws in try await life.live(cycle) }
      }
      if setting.scenario.work == .import {
        try await naming(cycles) { (life) throws in try await life.endImport() }
      }
    } catch {
      say("failed \(error.text.split(separator: "\n").joined(separator: "; "))")
    }
    for (name, count) in findings.counts.sorted(by: { $0.key < $1.key }) {
      say("figure \(count) \(name)")
    }
    say("done")
  }

  /// Does something, and says in which cycle it failed.
  private mutating func naming(
    _ cycle: Int,
    _ body: (inout Life) async throws -> Void
  ) async throws(Broken) {
    do {
      try await body(&self)
    } catch {
      throw Broken("\(cycle) \((error as? Broken)?.text ?? "\(error)")")
    }
  }

  /// What lies there before the first writer.
  private mutating func prepare() async throws {
    switch setting.scenario.work {
    case .import: findings.reference = try await setting.makeReference()
    case .alarms:
      let ledger = try await Ledger.open(at: setting.path, options: try setting.options())
      try await startAlarms(of: ledger)
      findings.log = try ledger.envelopes(0..<ledger.read { $0.eventCount })
      await ledger.close()
    default: break
    }
  }

  /// Alarms begin with the first runner: what is opened after its first alarm gets all of its own.
  private func startAlarms(of ledger: Ledger) async throws {
    try await ledger.submit(.adopt(LedgerCheck.policy), by: "a-0")
    let runner = Task { try await ledger.runAlarms() }
    let opener = Task {
      var tickets: [TicketReference] = []
      while !Task.isCancelled {
        let opened = try await ledger.submit(.open(summary: "before the first alarm"), by: "a-0")
        tickets += opened.ticket.map { [.number($0)] } ?? []
        try? await Task.sleep(for: .milliseconds(30))
      }
      return tickets
    }
    for try await _ in ledger.alarms(from: Position(0)) { break }
    opener.cancel()
    for ticket in try await opener.value { try await ledger.submit(.resolve(ticket), by: "a-0") }
    runner.cancel()
    try await runner.value
  }

  private mutating func live(_ cycle: Int) async throws {
    var numbers = setting.random(1, cycle: cycle)
    let moment = KillMoment.random(
      in: setting,
      openingTime: openingTime * 5 / 4,
      using: &numbers
    )
    let child = try startWriter(cycle)
    let ending = try child.kill(at: moment)
    let journal = Journal(child.lines)
    if let time = child.openingTime {
      openingTime = (openingTime * 3 + Int(time / .microseconds(1))) / 4
    }
    findings.count("kills")
    findings.count("kills \(moment.kind.rawValue)")
    if !journal.isReady, moment.kind != .opening, ending == .killed {
      throw Broken("the writer did not open the ledger within \(Child.patience)")
    }
    if !journal.isReady { findings.count("kills before it was open") }
    if journal.isInTheMidst { findings.count("kills in the midst") }
    // With a defect below, a writer may fall itself; it is the checker that has to notice.
    if !setting.scenario.fault.isPreloaded {
      if case .exited = ending {
        throw Broken("the writer ended: \(journal.ending ?? "\(ending)")")
      }
      try require(ending == .killed, "the writer fell: \(ending)")
      try require(journal.ending == nil, "the writer gave up: \(journal.ending ?? "")")
    }
    var check = LedgerCheck(
      setting: setting,
      cycle: cycle,
      journal: journal,
      numbers: setting.random(2, cycle: cycle),
      findings: findings
    )
    do {
      try await check.run()
    } catch {
      let text = (error as? Broken)?.text ?? "\(error)"
      throw Broken("(killed \(moment.description)) \(text)")
    }
    findings = check.findings
    earlierTicket =
      journal.acknowledged.keys.compactMap { findings.present[$0] }
      .filter { $0.act == .open && $0.person == nil }.map(\.ticket).max() ?? earlierTicket
    if journal.isFinished { try await startAnew() }
  }

  private func startWriter(_ cycle: Int) throws -> Child {
    var environment = ["SWIFT_BACKTRACE": "enable=no"]
    if let preload {
      environment["LD_PRELOAD"] = preload
      if setting.scenario.fault.isPreloaded {
        environment["PROCESS_DEATH_FAULT"] = setting.scenario.fault.rawValue
      }
      if setting.scenario.work == .growth { environment["PROCESS_DEATH_MAP"] = "\(1 << 20)" }
    }
    return try Child(
      [
        "write", setting.scenario.name, "\(setting.life)", "\(setting.seed)", setting.root,
        "\(cycle)", earlierTicket ?? "-",
      ],
      environment: environment,
      errors: setting.root + "/errors"
    )
  }

  /// The import was at its end: asked for again it appends nothing; the next one begins anew.
  private mutating func startAnew() async throws {
    try await endImport()
    findings.count("imports")
    findings.log = []
    try FileManager.default.removeItem(atPath: setting.path)
  }

  private func endImport() async throws {
    let ledger = try await Ledger.open(at: setting.path, options: try setting.options())
    try await setting.importLog(into: ledger)
    let log = try ledger.envelopes(0..<ledger.read { $0.eventCount })
    await ledger.close()
    try require(log == findings.reference, "the import left other events than one not killed")
  }

  private func say(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
  }
}
