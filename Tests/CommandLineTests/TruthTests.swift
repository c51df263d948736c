import Foundation
import Testing

@Suite(
  "The truth of real incidents",
  .enabled(if: RealIncidents.isPresent, "the data is not here")
)
struct TruthTests {
  static let names = ["incidents_tiny", "incidents_2016-03"]

  @Test("Every answer equals the figures of an independent program", arguments: names)
  func answersEqualTheTruth(_ name: String) async throws {
    let truth = try RealIncidents.truth(name)
    let sandbox = try Sandbox()
    let start = ContinuousClock.now
    let summary = try await sandbox.ask(
      "import",
      "csv",
      RealIncidents.log(name),
      "--mapping",
      "servicenow"
    )
    print("\(name) imported in \(ContinuousClock.now - start)")
    expect(summary, is: .imported)
    #expect(summary["rows"] == truth["events"])
    #expect(summary["tickets"] == truth["tickets"])
    #expect(summary["skipped"] == .whole(0))
    #expect(try await sandbox.eventCount() == summary["events"].integer + 2)

    try await checkQueues(in: sandbox, truth)
    try await checkFlow(in: sandbox, truth)
    try await checkFigures(in: sandbox, truth)
    try await checkMonths(in: sandbox, truth)
    try await checkRecurrence(in: sandbox, truth)

    let events = try await sandbox.eventCount()
    let again = try await sandbox.ask(
      "import",
      "csv",
      RealIncidents.log(name),
      "--mapping",
      "servicenow"
    )
    #expect(again["events"] == .whole(0))
    #expect(again["alreadyImported"] == truth["events"])
    #expect(try await sandbox.eventCount() == events)

    let replay = try await sandbox.ask("replay")
    expect(replay, is: .replay)
    #expect(replay["events"] == .whole(events))
    #expect(replay["projections"].list.allSatisfy { $0["matchesStored"] == .bool(true) })
  }

  private func checkQueues(in sandbox: Sandbox, _ truth: Answer) async throws {
    let instants = truth["backlog"].list
    #expect(instants.count == 5)
    for expected in instants {
      let instant = try #require(expected["at"].string) + "Z"
      let answer = try await sandbox.ask("queues", "--as-of", instant)
      expect(answer, is: .queues)
      #expect(answer["asOf"] == .text(instant))
      #expect(answer["open"] == expected["open"])
      var counts: [String: Answer] = [:]
      for queue in answer["queues"].list {
        counts[queue["team"].string ?? "?"] = queue["open"]
      }
      #expect(Answer.record(counts) == expected["open_by_queue"])
      let unrouted = expected["open_by_queue"]["?"]
      #expect(answer["unrouted"] == (unrouted == .null ? .whole(0) : unrouted))
      let figures = try await sandbox.ask("kpis", "--as-of", instant)
      #expect(figures["opened"] == expected["tickets_seen"])
      #expect(figures["open"] == expected["open"])
      let series = try await sandbox.ask("kpis", "--as-of", instant, "--backlog", "day")
      #expect(series["backlog"].list.last?["open"] == expected["open"])
    }
  }

  private func checkFlow(in sandbox: Sandbox, _ truth: Answer) async throws {
    let answer = try await sandbox.ask("flow")
    expect(answer, is: .flow)
    let expected = truth["group_handoffs"]
    #expect(answer["handoffs"] == expected["handoffs"])
    #expect(answer["ticketsHandedOff"] == expected["tickets_with_handoff"])
    #expect(answer["pingPong"] == expected["pingpong_returns"])
    #expect(answer["ticketsPingPonged"] == expected["tickets_with_pingpong"])
    #expect(answer["reopened"] == truth["reopens"]["by_state_transition_events"])
    #expect(answer["ticketsReopened"] == truth["reopens"]["by_state_transition_tickets"])
    var moves: [String: Answer] = [:]
    for move in answer["moves"].list {
      let (from, to) = (move["from"]["team"].string ?? "?", move["to"]["team"].string ?? "?")
      moves["\(from) -> \(to)"] = move["count"]
    }
    let solved = truth["minutes_opened_to_first_resolved"]["n"]
    #expect(answer["firstContact"]["resolved"] == solved)
    let levels = answer["solvedByLevel"].list.map { $0["tickets"].integer }
    #expect(Answer.whole(levels.reduce(0, +)) == solved)
    // The log says nothing of replies, so nothing is said of waits without them.
    #expect(answer["waiting"]["unannounced"] == .null)
    for pair in expected["top20_handoff_pairs"].keys {
      #expect(moves[pair] == expected["top20_handoff_pairs"][pair], "\(pair)")
    }
  }

  private func checkMonths(in sandbox: Sandbox, _ truth: Answer) async throws {
    let answer = try await sandbox.ask("kpis", "--by", "month")
    var opened: [String: Answer] = [:]
    for group in answer["groups"].list where group["opened"] != .whole(0) {
      opened[group["key"]["month"].string ?? "?"] = group["opened"]
    }
    #expect(Answer.record(opened) == truth["opened_per_month"])
    let march = try await sandbox.ask("kpis", "--from", "2016-03-01", "--until", "2016-04-01")
    #expect(march["opened"] == truth["opened_per_month"]["2016-03"])
  }

  private func checkRecurrence(in sandbox: Sandbox, _ truth: Answer) async throws {
    // The mapping's names for the columns of the log.
    let questions = [
      "recurrence_category_subcategory_symptom": "category,subcategory,symptom",
      "recurrence_location_symptom": "site,symptom",
    ]
    for (name, by) in questions {
      let expected = truth[name]
      let answer = try await sandbox.ask("recurrence", "--by", by, "--window", "30")
      expect(answer, is: .patterns)
      let patterns = answer["patterns"].list
      let tickets = patterns.map { $0["tickets"].integer }
      #expect(answer["counted"] == expected["tickets_counted"])
      #expect(tickets.reduce(0, +) == expected["tickets_counted"].integer)
      #expect(answer["counted"].integer + answer["leftOut"].integer == truth["tickets"].integer)
      #expect(patterns.count == expected["distinct_keys"].integer)
      #expect(answer["patternCount"] == expected["distinct_keys"])
      #expect(tickets.count { $0 >= 2 } == expected["keys_with_2_or_more_tickets"].integer)
      let repeated = tickets.filter { $0 >= 2 }.reduce(0, +)
      #expect(repeated == expected["tickets_in_those_keys"].integer)
      var counts: [String: Int] = [:]
      for pattern in patterns {
        let terms = by.split(separator: ",").map { pattern["key"][String($0)].string ?? "?" }
        counts[terms.joined(separator: " | ")] = pattern["tickets"].integer
      }
      let top = expected["top"]
      #expect(top.keys.count == min(15, patterns.count))
      for key in top.keys { #expect(counts[key] == top[key].integer, "\(key)") }
      let most = top.keys.map { top[$0].integer }.sorted(by: >)
      #expect(Array(tickets.prefix(most.count)) == most)
      #expect(tickets == tickets.sorted(by: >))
    }
  }

  private func checkFigures(in sandbox: Sandbox, _ truth: Answer) async throws {
    let answer = try await sandbox.ask("kpis")
    expect(answer, is: .kpis)
    #expect(answer["opened"] == truth["tickets"])
    #expect(answer["resolved"] == truth["resolved_events"])
    #expect(answer["closed"] == truth["closed_events"])
    #expect(answer["reopened"] == truth["reopens"]["by_state_transition_events"])
    #expect(answer["open"] == .whole(0))
    let (times, minutes) = (answer["timeToResolve"], truth["minutes_opened_to_first_resolved"])
    #expect(times["count"] == minutes["n"])
    for percentile in ["p50", "p90", "p95", "p99"] {
      #expect(times[percentile] == .whole(minutes[percentile].integer * 60))
    }
    // The truth rounds the mean to a thousandth of a minute.
    #expect(abs(times["mean"].number / 60 - minutes["mean"].number) <= 0.000_5)
    let mean = Double(minutes["sum"].integer * 60) / Double(minutes["n"].integer)
    #expect(times["mean"].number == mean)
  }
}
