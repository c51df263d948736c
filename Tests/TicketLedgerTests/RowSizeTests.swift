import Testing

@testable import TicketLedger

@Suite("What is kept of every ticket")
struct RowSizeTests {
  @Test("takes the bytes that the documentation names")
  func sizes() {
    #expect(MemoryLayout<Ticket>.stride == 128)
    #expect(MemoryLayout<RecurrenceRow>.stride == 64)
    #expect(MemoryLayout<FlowRow>.stride == 40)
    #expect(MemoryLayout<FlowStay>.stride == 32)
    #expect(MemoryLayout<ClockRow>.stride == 184)
    #expect(MemoryLayout<ClockOutcome>.stride == 32)
    #expect(MemoryLayout<OpenTicket>.stride == 40)
    #expect(MemoryLayout<RecordedEvent>.stride == 112)
  }
}
