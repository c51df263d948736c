/// By what logged work is told apart.
public enum WorkloadKey: Hashable, Sendable {
  /// The kind of work.
  case activity
  /// The team that held the ticket when the work was logged.
  case workingTeam
  /// What the ticket it was for has in common with others.
  case figure(FigureKey)
}

/// The minutes logged for tickets that have something in common.
public struct WorkloadFigures: Hashable, Sendable {
  /// The minutes.
  public internal(set) var minutes = 0
  /// How often work was logged.
  public internal(set) var entries = 0
  /// The tickets it was logged for.
  public internal(set) var tickets = 0
  /// The minutes by the cause class that the ticket has now; nil for tickets that have none.
  public internal(set) var minutesByCause: [CauseClass?: Int] = [:]

  /// What technical faults cost, in minutes.
  public var technicalMinutes: Int { minutesByCause[.technicalFault] ?? 0 }

  /// What training would save at most, in minutes: those of ``preventableCauses``.
  public var preventableMinutes: Int {
    WorkloadFigures.preventableCauses.reduce(0) { $0 + (minutesByCause[$1] ?? 0) }
  }

  /// The share of all minutes, 0 to 1; nil where there are none.
  public func share(of minutes: Int) -> Double? {
    self.minutes == 0 ? nil : Double(minutes) / Double(self.minutes)
  }

  /// The causes that lie with how people use, know and are told about a service.
  public static let preventableCauses: [CauseClass] = [
    .usageError, .trainingGap, .ergonomics, .documentation,
  ]
}

/// The minutes of a group.
public struct WorkloadGroup: Hashable, Sendable {
  /// What they have in common, in the order of the keys asked for; nil where there is none.
  public let values: [String?]
  /// What is counted of them.
  public let figures: WorkloadFigures
}

extension LedgerView {
  /// The minutes logged in a period, told apart by any keys.
  ///
  /// - Parameters:
  ///   - filter: Which tickets, and which time.
  ///   - keys: What to tell apart; nothing gives one group, of all.
  /// - Returns: The groups in the order of the numbers of what they have in common.
  /// - Precondition: ``Workload`` and ``Flow`` are among the ledger's projections.
  /// - Complexity: O(n) in the tickets and the work logged.
  public func workload(
    _ filter: FigureFilter = FigureFilter(),
    by keys: [WorkloadKey] = []
  ) -> [WorkloadGroup] {
    var groups = FigureGroups(by: keys.map(\.figureKey), self, filter) { WorkloadTally() }
    groups.makeTotal()
    for entry in self[Workload.self].entries where filter.period.contains(entry.at) {
      guard let ticket = tickets[TicketID(UInt64(entry.ticket))] else { continue }
      groups.count(
        entry.ticket,
        at: entry.at,
        changing: { place, number in
          switch keys[place] {
          case .activity: entry.activity
          case .workingTeam: entry.team
          case .figure: number
          }
        },
        { $0.count(entry, of: ticket) }
      )
    }
    return groups.named(self).map { WorkloadGroup(values: $0.values, figures: $0.figures.total) }
  }
}

extension WorkloadKey {
  /// The key whose names it has.
  fileprivate var figureKey: FigureKey {
    switch self {
    case .activity: .dimension(.activity)
    case .workingTeam: .team
    case .figure(let key): key
    }
  }
}

/// Minutes on their way to a group.
private struct WorkloadTally {
  private var figures = WorkloadFigures()
  private var tickets: Set<UInt32> = []

  mutating func count(_ entry: Workload.Entry, of ticket: Ticket) {
    figures.minutes += Int(entry.minutes)
    figures.entries += 1
    figures.minutesByCause[ticket.causeClass, default: 0] += Int(entry.minutes)
    tickets.insert(entry.ticket)
  }

  var total: WorkloadFigures {
    var total = figures
    total.tickets = tickets.count
    return total
  }
}
