extension RecurrenceMap {
  /// The tickets told apart by pattern, in figures.
  ///
  /// A ticket counts where it was opened in the period asked for and has a term in every part; with
  /// the cause class among the parts, where it was resolved with a class other than `unknown`. A
  /// counted ticket is a recurrence where another ticket of the pattern, opened before it, in the period
  /// or not, was resolved at or before its opening, and the last such resolution is no longer ago than
  /// the window. A resolution counts also where the ticket was reopened later.
  ///
  /// - Complexity: O(n log n) in the tickets, and O(n·w) in the patterns answered with and the weeks.
  public func patterns(_ question: RecurrenceQuestion) -> RecurrencePatterns {
    let groups = PatternGroups(question, in: self)
    var answer = RecurrencePatterns()
    answer.leftOut = groups.leftOut
    answer.weeks = weeks(of: question)
    var tallies: [(pattern: RecurrencePattern, group: Int)] = []
    for group in groups.keys.indices {
      let pattern = tally(group, of: groups, question)
      guard pattern.tickets > 0 else { continue }
      answer.counted += pattern.tickets
      tallies.append((pattern, group))
    }
    answer.patternCount = tallies.count
    tallies.sort {
      $0.pattern.tickets == $1.pattern.tickets
        ? $0.pattern.key.lexicographicallyPrecedes($1.pattern.key)
        : $0.pattern.tickets > $1.pattern.tickets
    }
    for (pattern, group) in tallies.prefix(question.limit ?? .max) {
      var pattern = pattern
      if let first = answer.weeks.first {
        var counts = [Int](repeating: 0, count: answer.weeks.count)
        for member in groups.members[group] where member.isCounted {
          let week = Int(CalendarWeek(of: member.openedAt).number - first.number)
          if counts.indices.contains(week) { counts[week] += 1 }
        }
        pattern.trend = WeeklyTrend(counts)
        pattern.ticketsPerWeek = counts
      }
      answer.patterns.append(pattern)
    }
    return answer
  }

  private func tally(
    _ group: Int,
    of groups: PatternGroups,
    _ question: RecurrenceQuestion
  ) -> RecurrencePattern {
    let members = groups.members[group]
    var pattern = RecurrencePattern(key: groups.keys[group])
    guard members.contains(where: \.isCounted) else { return pattern }
    let all = groups.resolutions(of: members, byRequester: false, in: self)
    let own = groups.resolutions(of: members, byRequester: true, in: self)
    var requesters: [UInt32] = []
    for member in members where member.isCounted {
      let row = rows[Int(member.row)]
      pattern.tickets += 1
      pattern.reopened += Int(row.reopenings)
      pattern.ticketsReopened += row.reopenings > 0 ? 1 : 0
      pattern.minutesLost += UInt64(row.minutes)
      pattern.firstSeen = min(pattern.firstSeen, row.openedAt)
      pattern.lastSeen = max(pattern.lastSeen, row.openedAt)
      if let last = all.last(before: row.openedAt, of: member.row),
        row.openedAt.milliseconds(since: last.at) <= question.window
      {
        pattern.recurrences += 1
      }
      guard row.requester != 0 else { continue }
      requesters.append(row.requester)
      let last = own.last(before: row.openedAt, of: member.row, requester: row.requester)
      if let last, row.openedAt.milliseconds(since: last.at) <= question.window {
        pattern.repeats += 1
      }
    }
    requesters.sort()
    pattern.requesters = requesters.indices.count {
      $0 == 0 || requesters[$0] != requesters[$0 - 1]
    }
    return pattern
  }

  /// The weeks of the period asked for that hold openings, or lie between weeks that do.
  private func weeks(of question: RecurrenceQuestion) -> [CalendarWeek] {
    var first = Instant.distantFuture
    var last = Instant.distantPast
    for row in rows where row.isOpened {
      first = min(first, row.openedAt)
      last = max(last, row.openedAt)
    }
    guard first <= last else { return [] }
    first = max(first, question.openedFrom ?? first)
    // The week of the last millisecond before: the end itself is not counted.
    last = min(last, question.openedBefore?.advanced(byMilliseconds: -1) ?? last)
    let (from, to) = (CalendarWeek(of: first).number, CalendarWeek(of: last).number)
    guard from <= to, to - from < Int64(RecurrencePatterns.maximumWeeks) else { return [] }
    return (from...to).map { CalendarWeek(number: $0) }
  }
}
