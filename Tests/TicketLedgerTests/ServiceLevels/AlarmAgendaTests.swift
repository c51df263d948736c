import Testing

@testable import TicketLedger

@Suite("The agenda of alarms")
struct AlarmAgendaTests {
  @Test("gives tickets in order of when, as a plain table would", arguments: 1...4)
  func againstTable(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var agenda = AlarmAgenda()
    var table: [TicketID: Instant] = [:]
    func instant(_ number: Int64) -> Instant { Instant(millisecondsSince1970: number) }
    for _ in 0..<3_000 {
      if Int.random(in: 0..<10, using: &generator) > 0 {
        let ticket = TicketID(UInt64.random(in: 1...40, using: &generator))
        let number = Int64.random(in: -200...1_000, using: &generator)
        let at = number < 0 ? nil : instant(number)
        agenda.set(at, for: ticket)
        table[ticket] = at
      } else {
        let now = instant(Int64.random(in: 0...400, using: &generator))
        let due = table.filter { $0.value <= now }
          .sorted { ($0.value, $0.key) < ($1.value, $1.key) }
        #expect(agenda.removeDue(at: now) == due.map(\.key))
        for (ticket, _) in due { table[ticket] = nil }
      }
      #expect(agenda.next == table.values.min())
      #expect(agenda.count == table.count)
    }
  }

  @Test("is empty at first, and again once all is taken back")
  func emptied() {
    var agenda = AlarmAgenda()
    #expect(agenda.next == nil)
    #expect(agenda.removeDue(at: .distantFuture).isEmpty)
    agenda.set(.distantPast, for: TicketID(1))
    agenda.set(nil, for: TicketID(1))
    #expect(agenda.next == nil)
    #expect(agenda.removeDue(at: .distantFuture).isEmpty)
  }
}
