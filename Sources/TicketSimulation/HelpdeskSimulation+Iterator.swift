public import TicketLedger

extension HelpdeskSimulation {
  /// A walk through a history, one submission at a time.
  public struct Iterator: IteratorProtocol, Sendable {
    /// A course's next step, in the order of steps.
    private struct Entry: Comparable, BitwiseCopyable, Sendable {
      let at: Int64
      let number: UInt32
      let slot: UInt32

      static func < (lhs: Self, rhs: Self) -> Bool {
        lhs.at != rhs.at ? lhs.at < rhs.at : lhs.number < rhs.number
      }
    }

    private let end: Int64
    private let staffing: Staffing
    private var intake: Intake
    private let bulletins: [Bulletin]
    private var bulletin = 0
    private var agenda = BinaryHeap<Entry>()
    private var courses: [Course] = []
    private var freeSlots: [UInt32] = []

    /// Begins the history of a scenario.
    init(_ scenario: Scenario) {
      end = scenario.end.millisecondsSince1970
      staffing = Staffing(scenario)
      intake = Intake(scenario, staffing)
      bulletins = Bulletin.all(in: scenario, intake.outbreaks)
    }

    /// How many tickets have been opened so far.
    public var openedTickets: Int { Int(intake.opened) }

    /// How many tickets have steps before them: what memory grows with.
    public var pendingSteps: Int { agenda.count }

    /// The next submission; nil at the end of the period.
    ///
    /// Times never go back. What falls on one moment comes in the order bulletins, openings, steps by
    /// ticket.
    ///
    /// - Complexity: O(log p) in the pending steps, besides planning a ticket when it opens.
    public mutating func next() -> Submission? {
      let step = agenda.first?.at ?? .max
      let arrival = intake.nextArrival ?? .max
      if bulletin < bulletins.count, bulletins[bulletin].at <= step,
        bulletins[bulletin].at <= arrival
      {
        bulletin += 1
        return bulletins[bulletin - 1].submission(staffing, index: bulletin - 1)
      }
      if arrival != .max, arrival <= step { return open() }
      return advance()
    }

    private mutating func open() -> Submission? {
      guard let (course, opening) = intake.open() else { return nil }
      guard let first = course.steps.first, first.at < end else { return opening }
      let slot: UInt32
      if let free = freeSlots.popLast() {
        slot = free
        courses[Int(free)] = course
      } else {
        slot = UInt32(courses.count)
        courses.append(course)
      }
      agenda.insert(Entry(at: first.at, number: course.number, slot: slot))
      return opening
    }

    private mutating func advance() -> Submission? {
      guard let entry = agenda.first else { return nil }
      let slot = Int(entry.slot)
      let submission = courses[slot].submission()
      courses[slot].next += 1
      let next = courses[slot].next
      if next < courses[slot].steps.count, courses[slot].steps[next].at < end {
        let at = courses[slot].steps[next].at
        agenda.replaceFirst(with: Entry(at: at, number: entry.number, slot: entry.slot))
      } else {
        agenda.removeFirst()
        freeSlots.append(entry.slot)
      }
      return submission
    }
  }
}
