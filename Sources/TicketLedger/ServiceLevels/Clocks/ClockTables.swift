/// What the clocks of all tickets leave behind, in chains that each ticket's ``ClockRow`` ends, and what
/// moves the clocks on.
///
/// A ticket's row is handed in beside the tables: one access to it serves a whole event.
struct ClockTables: Sendable {
  /// What is in force when.
  var agreements: ServiceAgreements = .none
  /// The waits of all tickets, each chained to the one before it of its ticket.
  var waits = PagedTable<ClockWait>()
  /// How cycles ended, chained alike.
  var outcomes = PagedTable<ClockOutcome>()
  /// The breaches that outcomes do not show by themselves, in the order of the outcomes.
  var knownBreaches = PagedTable<KnownBreach>()
  /// Breaches under targets that clocks no longer follow, chained alike.
  var earlyBreaches = PagedTable<EarlyBreach>()
  /// When clocks came to follow other rules, chained alike.
  var bindings = PagedTable<ClockBinding>()
  /// Whether to keep how mere measures ended; an explanation wants them, counts do not.
  var keepsMeasures = false

  /// Where a new entry of a table will stand.
  ///
  /// Rows and entries name places by 32 bits; 2³² entries are more than any machine folds into memory.
  static func place<Entry>(after table: borrowing PagedTable<Entry>) -> UInt32 {
    UInt32(clamping: table.count)
  }
}

extension ClockTables {
  /// Since when a clock has followed its rule: its start, or the last retargeting.
  func boundAt(_ clock: ServiceClock, _ row: ClockRow) -> Instant {
    let start = row[clock].start
    guard row.changed & clock.bit != 0 else { return start }
    var place = row.lastBinding
    while place != ClockWait.none {
      let binding = bindings[Int(place)]
      if binding.clocks & clock.bit != 0 { return max(binding.at, start) }
      place = binding.previous
    }
    return start
  }

  /// Notes that a clock came to follow another rule.
  mutating func bind(_ clocks: UInt16, of row: inout ClockRow, at instant: Instant) {
    let last = row.lastBinding
    if last != ClockWait.none, bindings[Int(last)].at == instant {
      bindings[Int(last)].clocks |= clocks
      return
    }
    row.lastBinding = ClockTables.place(after: bindings)
    bindings.append(ClockBinding(at: instant, previous: last, clocks: clocks))
  }

  /// The breach of an outcome that says it has one.
  ///
  /// - Complexity: O(log n) in such breaches.
  func knownBreach(ofOutcome place: UInt32) -> Breach? {
    var low = 0
    var high = knownBreaches.count
    while low < high {
      let middle = (low + high) / 2
      if knownBreaches[middle].outcome < place { low = middle + 1 } else { high = middle }
    }
    guard low < knownBreaches.count, knownBreaches[low].outcome == place else { return nil }
    return knownBreaches[low].breach
  }

  /// The entries of a ticket's chain, from the first.
  func chain<Entry>(
    from last: UInt32,
    in table: PagedTable<Entry>,
    previous: (Entry) -> UInt32
  ) -> [Entry] {
    var entries: [Entry] = []
    var place = last
    while place != ClockWait.none {
      entries.append(table[Int(place)])
      place = previous(table[Int(place)])
    }
    entries.reverse()
    return entries
  }
}
