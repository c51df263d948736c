import Foundation
import TicketExchange
import TicketLedger

/// What writers do besides submitting.
extension Writer {
  /// Deals with events, says so, and keeps the place every few events.
  func consume(_ name: String, of ledger: Ledger) async throws {
    let consumer = ledger.consumer(named: name)
    var numbers = setting.random(UInt64(name.utf8.count) + 20, cycle: cycle)
    var left = 1
    for try await event in try consumer.events() {
      let position = event.position
      if fault == .early { try await consumer.acknowledge(position) }
      say("consumed \(name) \(position) \(event.event.kind.name)")
      left -= 1
      guard left <= 0 else { continue }
      try await consumer.acknowledge(position)
      say("kept \(name) \(position)")
      left = Int.random(in: 1...9, using: &numbers)
    }
  }

  /// Says which alarms it is told of.
  func follow(_ ledger: Ledger) async throws {
    for try await alarm in ledger.alarms() { say("alarm \(alarm.position)") }
  }

  /// Works, signs, closes and opens, again and again.
  func reopen(_ first: Ledger) async throws {
    var ledger = first
    while true {
      let open = ledger
      try await together(
        (0..<3).map { task in { try await self.serve(task, count: 2, on: open) } }
      )
      let size = ledger.read { $0.eventCount }
      say("doing signing \(size)")
      _ = try await ledger.signCheckpoint()
      say("done signing \(size)")
      say("doing closing \(size)")
      await ledger.close()
      say("done closing \(size)")
      say("doing opening \(size)")
      ledger = try await Ledger.open(at: setting.path, options: try setting.options())
      say("done opening \(size)")
    }
  }

  /// Copies the ledger, again and again, with its keys where it has any.
  func copy(_ ledger: Ledger) async throws {
    for number in 0... {
      let name = "copy-\(cycle)-\(number).ledger"
      let size = ledger.read { $0.eventCount }
      say("doing copy \(name) \(size)")
      if fault == .early { say("done copy \(name) \(size)") }
      try await ledger.backUp(to: setting.root + "/" + name, withKeys: setting.isSealed)
      if fault != .early { say("done copy \(name) \(size)") }
    }
  }

  /// Imports a log, or goes on where the last writer was killed.
  func importLog(into ledger: Ledger) async throws {
    say("doing import \(cycle)")
    try await setting.importLog(into: ledger) {
      let count = ledger.read { $0.eventCount }
      guard let bytes = try? ledger.envelopes(count - 1..<count).first else { return }
      self.say("grown \(count) \(Journal.hex(bytes))")
    }
    say("done import \(cycle)")
    await ledger.close()
    say("finished")
    try await Task.sleep(for: .seconds(60))
  }

  /// Long words, for which the map has to grow.
  func fill(_ task: Int, _ ledger: Ledger) async throws {
    var numbers = setting.random(UInt64(task) + 40, cycle: cycle)
    while true {
      var opening = deed(.open)
      opening.padding = Int.random(in: 0...60_000, using: &numbers)
      try await submit(opening, to: ledger)
      for _ in 0..<3 {
        var note = deed(.note, on: opening.ticket, isKeyed: true)
        note.padding = Int.random(in: 0...200_000, using: &numbers)
        try await submit(note, to: ledger)
      }
    }
  }

  /// Opens tickets for persons and erases them; a plain ledger is written anew from time to time.
  func erase(on first: Ledger) async throws {
    var ledger = first
    while true {
      let open = ledger
      try await together([
        { try await self.serve(0, count: 2, on: open) },
        { try await self.serve(1, count: 2, on: open) },
        { for _ in 0..<3 { try await self.eraseOne(on: open) } },
      ])
      guard !setting.isSealed else { continue }
      await ledger.close()
      say("doing compaction \(cycle)")
      try await Ledger.compact(at: setting.path)
      say("done compaction \(cycle)")
      ledger = try await Ledger.open(at: setting.path, options: try setting.options())
    }
  }

  private func eraseOne(on ledger: Ledger) async throws {
    var opening = deed(.open, isKeyed: true)
    let person = "p-\(opening.number)"
    opening.person = person
    try await submit(opening, to: ledger)
    var note = deed(.note, on: opening.ticket, isKeyed: true)
    note.person = person
    try await submit(note, to: ledger)
    say("doing erasure \(person)")
    if fault == .early { say("done erasure \(person)") }
    try await ledger.erase(.identity(person), basis: "asked", by: .automation("desk"))
    if fault != .early { say("done erasure \(person)") }
  }

  /// Rotates the keys, again and again.
  func rotate(_ ledger: Ledger) async throws {
    for number in 0... {
      say("doing rotation \(number)")
      let rotation = try await ledger.rotateKeys(in: setting.encryptionKeys)
      say("done rotation \(number) \(rotation.epoch)")
    }
  }
}
