import Testing

@testable import TicketLedger

@Suite("Entries in the order of tickets")
struct TicketOrderingTests {
  private struct Entry: TicketEntry, Equatable {
    let ticket: UInt32
    let place: Int
  }

  @Test(
    "are sorted by ticket, those of one ticket as they were",
    arguments: [UInt32(1), 2, 40, 4_000, .max]
  )
  func order(last: UInt32) {
    var random = SeededNumbers(seed: UInt64(last))
    for count in [0, 1, 2, 100, 1_000] {
      let entries = ContiguousArray(
        (0..<count).map { Entry(ticket: .random(in: 0...last, using: &random), place: $0) }
      )
      let expected = entries.sorted { ($0.ticket, $0.place) < ($1.ticket, $1.place) }
      #expect(entries.inTicketOrder == expected)
    }
  }

  @Test("are written in sections of the same tickets, whatever there is of each")
  func sections() {
    func sections(of tickets: [UInt32]) -> [[UInt8]] {
      let found = Locked<[[UInt8]]>([])
      var writer = ByteWriter { section in found.withLock { $0.append(section.copied) } }
      let entries = tickets.enumerated().map { Entry(ticket: $1, place: $0) }
      writer.write(ContiguousArray(entries)) { $0.write($1.ticket) }
      writer.beginSection()
      return found.withLock { $0 }
    }
    let few = sections(of: [1, 5, 1_023, 1_024, 5_000])
    let more = sections(of: [1, 5, 1_024, 1_023, 7, 7, 7, 5_000, 5_001])
    #expect(few.count == 4 && more.count == 4)
    #expect(few[0] == [5, 0, 0, 0] && more[0] == [9, 0, 0, 0])
    #expect(few[1] != more[1] && few[3] != more[3])
    #expect(few[2] == more[2] && few[2] == [0, 4, 0, 0])
  }
}
