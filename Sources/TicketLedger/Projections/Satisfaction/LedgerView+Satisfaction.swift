extension LedgerView {
  /// What was said of the service, told apart by any keys.
  ///
  /// A rating and a review count in the period, and the month, in which they were given; a response
  /// rate and what was reopened in that of the first resolution; a cycle of a clock in that in which it
  /// ended or became late.
  ///
  /// - Parameters:
  ///   - filter: Which tickets, and which time.
  ///   - keys: What to tell apart; nothing gives one group, of all.
  ///   - windowInDays: How long after its first resolution a reopening shows that it did not last.
  ///   - instant: The instant asked for.
  /// - Returns: The groups in the order of the numbers of what they have in common.
  /// - Precondition: ``Satisfaction``, ``Flow`` and ``ServiceLevels`` are among the ledger's
  ///   projections.
  /// - Complexity: O(n log n) in the tickets, ratings, reviews and clocks.
  public func satisfaction(
    _ filter: FigureFilter = FigureFilter(),
    by keys: [FigureKey] = [],
    windowInDays: Int = Flow.windowInDays,
    asOf instant: Instant
  ) -> [SatisfactionGroup] {
    var groups = FigureGroups(by: keys, self, filter) { SatisfactionFigures() }
    groups.makeTotal()
    let said = self[Satisfaction.self]
    var isRated = Array(repeating: false, count: tickets.count)
    for rating in said.ratings {
      let place = Int(rating.ticket) - 1
      if isRated.indices.contains(place) { isRated[place] = true }
      guard filter.period.contains(rating.at) else { continue }
      groups.count(rating.ticket, at: rating.at) { $0.ratings.count(rating.score) }
    }
    for review in said.reviews where filter.period.contains(review.at) {
      groups.count(review.ticket, at: review.at) { figures in
        figures.clarity.count(review.clarity)
        figures.courtesy.count(review.courtesy)
        figures.accuracy.count(review.accuracy)
      }
    }
    let window = Int64.milliseconds(ofDays: windowInDays)
    let flow = self[Flow.self]
    for ticket in tickets.opened {
      guard let at = ticket.firstResolvedAt, filter.period.contains(at) else { continue }
      let reopenedAt = flow.firstReopening(of: ticket.id)
      groups.count(UInt32(clamping: ticket.id.rawValue), at: at) { figures in
        figures.resolved += 1
        if isRated[Int(ticket.id.rawValue) - 1] { figures.resolvedAndRated += 1 }
        if let reopenedAt, reopenedAt <= at.advanced(byMilliseconds: window) {
          figures.reopenedWithinWindow += 1
        }
      }
    }
    self[ServiceLevels.self].forEachCycle(asOf: instant, in: tickets) { levels, cycle in
      let at = cycle.breach?.breachedAt ?? cycle.until
      guard levels.counts(cycle), filter.period.contains(at) else { return }
      groups.count(UInt32(clamping: cycle.ticket.id.rawValue), at: at) {
        $0.compliance.count(cycle)
      }
    }
    return groups.named(self).map { SatisfactionGroup(values: $0.values, figures: $0.figures) }
  }
}
