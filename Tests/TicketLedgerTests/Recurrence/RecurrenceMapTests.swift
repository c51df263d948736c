import Testing
import TicketLedger

@Suite("The recurrence map")
struct RecurrenceMapTests {
  private typealias Desk = RecurrenceDesk

  @Test("counts a ticket from the resolution's instant to the window's last millisecond")
  func windowBounds() throws {
    for (milliseconds, recurs) in [(Int64(-1), false), (0, true)] {
      var desk = Desk()
      desk.open(1, at: Desk.day(0))
      desk.open(2, at: Desk.day(3, milliseconds))
      desk.resolve(1, at: Desk.day(3))
      #expect(desk.pattern(window: 0)?.recurrences == (recurs ? 1 : 0))
    }
    for (milliseconds, recurs) in [(Int64(0), true), (1, false)] {
      var desk = Desk()
      desk.open(1, at: Desk.day(0), requester: 5)
      desk.resolve(1, at: Desk.day(3))
      desk.open(2, at: Desk.day(10, milliseconds), requester: 5)
      #expect(desk.pattern(window: 7)?.recurrences == (recurs ? 1 : 0))
      #expect(desk.pattern(window: 7)?.repeats == (recurs ? 1 : 0))
      #expect(desk.chains(window: 7).count == (recurs ? 1 : 0))
    }
  }

  @Test("takes a reopened ticket's every resolution, and never its own")
  func everyResolution() {
    var desk = Desk()
    desk.open(1, at: Desk.day(0))
    desk.resolve(1, at: Desk.day(1))
    desk.add(.reopened(.notSolved), to: 1, at: Desk.day(2))
    #expect(desk.pattern(window: 30)?.recurrences == 0)
    desk.open(2, at: Desk.day(3))
    #expect(desk.pattern(window: 30)?.recurrences == 1)
    desk.resolve(1, at: Desk.day(4))
    desk.open(3, at: Desk.day(5))
    #expect(desk.pattern(window: 1)?.recurrences == 1)
    #expect(desk.pattern(window: 2)?.recurrences == 2)
    #expect(desk.pattern(window: 1)?.reopened == 1)
  }

  @Test("lets tickets of one instant follow each other by number, and not in a ring")
  func oneInstant() {
    var desk = Desk()
    for number in UInt64(1)...3 {
      desk.open(number, at: Desk.day(1))
      desk.resolve(number, at: Desk.day(1))
    }
    #expect(desk.pattern(window: 0)?.recurrences == 2)
    let chains = desk.chains(window: 0)
    #expect(chains.map { $0.links.map(\.ticket.rawValue) } == [[1, 2, 3]])
    #expect(chains.first?.links.map { $0.follows?.rawValue } == [nil, 1, 2])
  }

  @Test("counts repeats by person, and nobody known is no person")
  func repeats() {
    var desk = Desk()
    desk.open(1, at: Desk.day(0), requester: 7)
    desk.open(2, at: Desk.day(0))
    desk.resolve(1, at: Desk.day(1))
    desk.resolve(2, at: Desk.day(2))
    desk.open(3, at: Desk.day(3), requester: 8)
    desk.open(4, at: Desk.day(4), requester: 7)
    desk.open(5, at: Desk.day(5))
    let pattern = desk.pattern(window: 30)
    #expect(pattern?.recurrences == 3 && pattern?.repeats == 1)
    #expect(pattern?.requesters == 2)
    // The last resolution of any ticket is near enough, the last of the same person's is not.
    #expect(desk.pattern(window: 2)?.recurrences == 2 && desk.pattern(window: 2)?.repeats == 0)
  }

  @Test("tells patterns apart by the terms of the opening and the cause of the resolution")
  func parts() {
    var desk = Desk()
    desk.open(1, at: Desk.day(0), service: 1)
    var moved = Classification()
    _ = moved.insert(TermID(.service, 2))
    desk.add(.classified(moved), to: 1, at: Desk.day(1))
    desk.add(.diagnosed(Diagnosis(.access)), to: 1, at: Desk.day(1))
    desk.open(2, at: Desk.day(1), service: 2)
    desk.resolve(1, at: Desk.day(2))
    desk.add(.diagnosed(Diagnosis(.external)), to: 1, at: Desk.day(3))
    desk.add(.workLogged(Work(minutes: 40)), to: 1, at: Desk.day(3))
    desk.resolve(2, at: Desk.day(3), .unknown)
    let byService = desk.map.patterns(RecurrenceQuestion(by: [.dimension(.service)]))
    #expect(byService.patterns.map(\.key) == [1, 2].map { [.term(TermID(.service, $0))] })
    #expect(byService.patterns.map(\.minutesLost) == [40, 0])
    let byCause = desk.map.patterns(RecurrenceQuestion(by: [.causeClass, .dimension(.service)]))
    #expect(byCause.patterns.map(\.key) == [[.causeClass(.access), .term(TermID(.service, 1))]])
    #expect(byCause.leftOut == 1 && byCause.counted == 1)
    #expect(desk.map.patterns(RecurrenceQuestion(by: [.dimension(.site)])).leftOut == 2)
  }

  @Test("lays out whole weeks from Monday to Monday, those without tickets too")
  func weeks() {
    var desk = Desk()
    desk.open(1, at: Desk.day(0, -1))
    desk.open(2, at: Desk.day(0))
    desk.open(3, at: Desk.day(20.5))
    desk.open(4, at: Desk.day(30), service: 2)
    let question = RecurrenceQuestion(by: [.dimension(.service)])
    let all = desk.map.patterns(question)
    #expect(all.weeks.map(\.start) == [-7, 0, 7, 14, 21, 28].map { Desk.day($0) })
    #expect(all.patterns.map(\.ticketsPerWeek) == [[1, 1, 0, 1, 0, 0], [0, 0, 0, 0, 0, 1]])
    var part = question
    part.openedFrom = Desk.day(0)
    part.openedBefore = Desk.day(21)
    let some = desk.map.patterns(part)
    #expect(some.weeks.map(\.start) == [0, 7, 14].map { Desk.day($0) })
    #expect(some.patterns.map(\.ticketsPerWeek) == [[1, 0, 1]])
    part.openedFrom = Desk.day(1)
    part.openedBefore = Desk.day(900)
    #expect(desk.map.patterns(part).weeks.map(\.start) == [0, 7, 14, 21, 28].map { Desk.day($0) })
    part.openedFrom = Desk.day(800)
    #expect(desk.map.patterns(part).weeks.isEmpty && desk.map.patterns(part).patterns.isEmpty)
    desk.open(5, at: .distantPast)
    let long = desk.map.patterns(question)
    #expect(long.weeks.isEmpty && long.patterns.allSatisfy { $0.ticketsPerWeek.isEmpty })
    #expect(long.patterns.allSatisfy { $0.trend == nil })
    #expect(CalendarWeek(of: .distantPast).start == .distantPast)
  }

  @Test("says that a problem ended a chain only where nothing came after its last resolution")
  func endedChains() {
    var desk = Desk()
    desk.open(1, at: Desk.day(0))
    desk.resolve(1, at: Desk.day(1))
    desk.open(2, at: Desk.day(2))
    desk.open(9, at: Desk.day(2), service: 5, kind: .problem)
    desk.add(.linked(Link(.relatedTo, TicketID(9))), to: 2, at: Desk.day(3))
    desk.resolve(9, at: Desk.day(4))
    #expect(desk.chains(window: 30).map(\.endedBy) == [nil], "another relation is none")
    desk.add(.linked(Link(.causedBy, TicketID(9))), to: 2, at: Desk.day(5))
    #expect(desk.chains(window: 30).map(\.endedBy) == [TicketID(9)])
    #expect(desk.chains(window: 30).map(\.endedAt) == [Desk.day(4)])
    desk.add(.unlinked(Link(.causedBy, TicketID(9))), to: 2, at: Desk.day(6))
    #expect(desk.chains(window: 30).map(\.endedBy) == [nil], "a withdrawn relation is none")
    desk.add(.linked(Link(.causedBy, TicketID(9))), to: 2, at: Desk.day(7))
    desk.add(.reopened(.recurred), to: 9, at: Desk.day(8))
    #expect(desk.chains(window: 30).map(\.endedBy) == [nil], "a reopened problem ends nothing")
    desk.resolve(9, at: Desk.day(9))
    #expect(desk.chains(window: 30).map(\.endedAt) == [Desk.day(9)])
    desk.resolve(2, at: Desk.day(9))
    desk.open(3, at: Desk.day(9))
    #expect(desk.chains(window: 30).map(\.endedBy) == [nil], "one came at that instant")
    desk.open(10, at: Desk.day(9), service: 6)
    desk.add(.linked(Link(.childOf, TicketID(10))), to: 3, at: Desk.day(10))
    desk.resolve(10, at: Desk.day(11))
    #expect(desk.chains(window: 30).map(\.endedBy) == [nil], "an incident is no problem")
    desk.add(.linked(Link(.promotedTo, TicketID(77))), to: 3, at: Desk.day(10))
    #expect(desk.chains(window: 30).map(\.endedBy) == [nil], "no such ticket")
  }

  @Test("joins all that followed on one resolution in one chain")
  func branches() {
    var desk = Desk()
    desk.open(1, at: Desk.day(0))
    desk.resolve(1, at: Desk.day(1))
    desk.open(2, at: Desk.day(2))
    desk.open(3, at: Desk.day(3))
    desk.resolve(2, at: Desk.day(4))
    desk.open(4, at: Desk.day(5))
    let chains = desk.chains(window: 30)
    #expect(chains.map { $0.links.map(\.ticket.rawValue) } == [[1, 2, 3, 4]])
    #expect(chains.first?.links.map { $0.follows?.rawValue } == [nil, 1, 1, 2])
    #expect(chains.first?.recurrences == 3)
    // A day after a resolution come 2 and 4; 3, two days after it, stands alone.
    #expect(desk.chains(window: 1).map { $0.links.map(\.ticket.rawValue) } == [[1, 2, 4]])
  }

  @Test("is encoded without a trace of the order in which tickets' events lay in the log")
  func orderLeavesNoTrace() throws {
    let changes: [(inout Desk) -> Void] = [
      { $0.open(1, at: Desk.day(0), service: 3) },
      { $0.open(2, at: Desk.day(0), service: 2) },
      { $0.open(3, at: Desk.day(0), service: 3) },
      { $0.resolve(2, at: Desk.day(1)) },
      { $0.resolve(1, at: Desk.day(1)) },
      { $0.add(.linked(Link(.causedBy, TicketID(3))), to: 2, at: Desk.day(2)) },
      { $0.add(.linked(Link(.childOf, TicketID(3))), to: 1, at: Desk.day(2)) },
    ]
    var encodings: Set<[UInt8]> = []
    for order in [[0, 1, 2, 3, 4, 5, 6], [1, 3, 2, 5, 0, 4, 6], [2, 0, 4, 6, 1, 3, 5]] {
      var desk = Desk()
      for place in order { changes[place](&desk) }
      encodings.insert(encoding(of: desk.map))
    }
    #expect(encodings.count == 1)
  }

  @Test("adds minutes up to what 32 bits hold, and no further")
  func manyMinutes() {
    var desk = Desk()
    desk.open(1, at: Desk.day(0))
    desk.add(.workLogged(Work(minutes: .max)), to: 1, at: Desk.day(1))
    desk.add(.workLogged(Work(minutes: .max)), to: 1, at: Desk.day(1))
    #expect(desk.pattern(window: 1)?.minutesLost == UInt64(UInt32.max))
  }
}
