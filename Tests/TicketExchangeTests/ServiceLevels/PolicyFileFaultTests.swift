import Foundation
import Testing
import TicketLedger

@testable import TicketExchange

@Suite("A bad policy file")
struct PolicyFileFaultTests {
  /// A file with a rule of a good target, and one whose target has these members besides its clock.
  static func target(_ members: String) -> String {
    """
    {"name": "standard",
     "rules": [
      {"name": "P1", "targets": {"clock": "resolution", "limit": "4h"}},
      {"name": "P2", "targets": [
       {"clock": "ownership", "limit": "1h"},
       {"clock": "resolution", "limit": "8h", \(members)}]}]}
    """
  }

  /// A file with a rule that has this match.
  static func match(_ members: String) -> String {
    """
    {"name": "standard", "rules": [
      {"name": "P1",
       "match": {\(members)},
       "targets": {"clock": "resolution", "limit": "4h"}}]}
    """
  }

  static let good = #"{"clock": "resolution", "limit": "4h"}"#
  static let rulesExample =
    #"add for example "rules": [{"name": "all", "targets": {"clock": "resolution", "limit": "8h"}}]"#
  static let targetsExample = #"add for example "targets": {"clock": "resolution", "limit": "8h"}"#
  static let durations = #""90m", "4h", "1d12h" or "2 workingDays""#
  static let p2 = "p.json:6: rule “P2”, target 2 (resolution): "

  static let shapes = [
    BadFile(
      "",
      "p.json:1: column 1: expected a value, found the end; write one JSON object in UTF-8"
    ),
    BadFile(
      "{\n\"name\": \"a\",\n \"name\": \"b\"}",
      "p.json:3: column 2: the key \"name\" stands twice; write one JSON object in UTF-8"
    ),
    BadFile("[]", "p.json:1: an array where an object is wanted; write { … }"),
    BadFile(
      "{}",
      "p.json:1: \"name\" is missing; add for example \"name\": \"standard\"",
      "p.json:1: \"rules\" is missing; \(rulesExample)"
    ),
    BadFile(
      #"{"name": 7, "version": "latest", "rules": []}"#,
      "p.json:1: name: a whole number where a text is wanted; write for example \"standard\"",
      "p.json:1: unknown key \"version\"; did you mean \"versions\"?",
      "p.json:1: the policy has no rules; add at least one; a rule without \"match\" is for every ticket"
    ),
    BadFile(
      "{\"name\": \"\", \"versions\": \"newest\",\n\"rules\": [7,\n{\"name\": \"a\"}]}",
      "p.json:1: the policy's name is empty; give it one",
      "p.json:1: versions: \"newest\" is unknown; use one of atStart, latest",
      "p.json:2: rule 1: a whole number where an object is wanted; write { … }",
      "p.json:3: rule “a”: \"targets\" is missing; \(targetsExample)"
    ),
    BadFile(
      "{\"name\": \"s\", \"rules\": [{\"name\": \"\", \"targets\": \(good)},\n"
        + "{\"targets\": \(good)},\n{\"name\": \"a\", \"match\": 1, \"targets\": []},\n"
        + "{\"name\": \"a\", \"targets\": \"x\", \"because\": 1}]}",
      "p.json:1: rule 1: the rule's name is empty; give it one",
      "p.json:2: rule 2: \"name\" is missing; add for example \"name\": \"Priority 1\"",
      "p.json:3: rule “a”: match: a whole number where an object is wanted; write { … }",
      "p.json:3: rule “a”: the rule has no targets; add one, for example "
        + "{\"clock\": \"resolution\", \"limit\": \"8h\"}; to promise nothing, measure: "
        + "{\"clock\": \"agentWork\"}",
      "p.json:4: rule “a”: rule 3 has the same name; give each rule a name of its own",
      "p.json:4: rule “a”, target 1: a string where an object is wanted; write { … }",
      "p.json:4: rule “a”: unknown key \"because\"; the keys here are name, match, targets"
    ),
  ]

  static let matches = [
    BadFile(
      match(#""kind": ["incident", "outage"], "priority": ["1", 10, 300], "level": [0, -1, 1.5]"#),
      "p.json:3: rule “P1”: match.kind[1]: \"outage\" is unknown; "
        + "use one of incident, serviceRequest, accessRequest, question, problem, change",
      "p.json:3: rule “P1”: there is no priority 10; use 1, the highest, to 9",
      "p.json:3: rule “P1”: match.priority[0]: \"1\" is not a priority; "
        + "write a whole number, without quotes",
      "p.json:3: rule “P1”: match.priority[2]: 300 is not a priority; "
        + "write a whole number, without quotes",
      "p.json:3: rule “P1”: there is no level 0; levels begin at 1",
      "p.json:3: rule “P1”: match.level[1]: -1 is not a level; write a whole number, without quotes",
      "p.json:3: rule “P1”: match.level[2]: 1.5 is not a level; write a whole number, without quotes"
    ),
    BadFile(
      match(#""priority": [1,\n 10], "level": 0"#.replacing(#"\n"#, with: "\n")),
      "p.json:3: rule “P1”: there is no priority 10; use 1, the highest, to 9",
      "p.json:4: rule “P1”: there is no level 0; levels begin at 1"
    ),
    BadFile(
      match(
        #""kind": [], "team": "", "cause": "fan", "service": [1], "dimensions": {"service": "a"}"#
      ),
      "p.json:3: rule “P1”: match.kind: the list is empty; "
        + "name at least one, or leave the key out to allow any",
      "p.json:3: rule “P1”: the team's name is empty; give it one",
      "p.json:3: rule “P1”: tickets are not classified by \"cause\"; "
        + "use service, category, site, department, asset or a dimension of your own",
      "p.json:3: rule “P1”: match.service[0]: a whole number where a text is wanted; "
        + "write for example \"VPN\"",
      "p.json:3: rule “P1”: match.dimensions.service: the dimension stands twice; "
        + "leave one of them out"
    ),
    BadFile(
      match((0..<17).map { "\"d\($0)\": \"a\"" }.joined(separator: ",\n")),
      "p.json:3: rule “P1”: the match names 17 dimensions; a ticket is classified by at most 16"
    ),
  ]

  static let targets = [
    BadFile(
      target(#""limmit": "4h", "calender": "office", "colour": "red""#),
      p2 + "unknown key \"limmit\"; did you mean \"limit\"?",
      p2 + "unknown key \"calender\"; did you mean \"calendar\"?",
      p2 + "unknown key \"colour\"; the keys here are clock, limit, endOfDay, calendar, pausedBy, "
        + "whilePaused, onChange, onReopening, countsAutomation, thresholds"
    ),
    BadFile(
      target(#""calendar": "night""#),
      p2 + "there is no calendar “night”; adopt it first, or give its file along"
    ),
    BadFile(
      target(#""calendar": "", "endOfDay": true, "countsAutomation": "yes""#),
      p2 + "the calendar's name is empty; give it one",
      p2 + "endOfDay: only a limit in working days is due at the end of one; "
        + "write for example \"limit\": \"2 workingDays\", or leave it out",
      p2 + "countsAutomation: a string where a truth value is wanted; write true or false"
    ),
    BadFile(
      target(
        #""pausedBy": ["requester", "lunch"], "whilePaused": "hidden", "onChange": "reset", "#
          + #""onReopening": "new""#
      ),
      p2 + "pausedBy[1]: \"lunch\" is unknown; "
        + "use one of requester, vendor, change, problem, evidence, scheduled, other",
      p2 + "whilePaused: \"hidden\" is unknown; use one of exclude, hide",
      p2 + "onChange: \"reset\" is unknown; use one of retarget, restart, keep",
      p2 + "onReopening: \"new\" is unknown; use one of newCycle, continue, restart"
    ),
    BadFile(
      target(
        #""thresholds": ["50", "30m", "-x", "+-1h", 50, "50%", "0%", "1001%", "50%", "+1ms"]"#
      ),
      p2 + "thresholds[0]: \"50\" is not a threshold; write for example \(thresholds)",
      p2 + "thresholds[1]: \"30m\" is not a threshold; write for example \(thresholds)",
      p2 + "thresholds[2]: \"-x\" is not a threshold; write for example \(thresholds)",
      p2 + "thresholds[3]: \"+-1h\" is not a threshold; write for example \(thresholds)",
      p2 + "thresholds[4]: a whole number where a text is wanted; write for example \(thresholds)",
      p2 + "the threshold 0% is not from 1% to 1000%; write for example \"75%\"",
      p2 + "the threshold 1001% is not from 1% to 1000%; write for example \"75%\"",
      p2 + "threshold 6 is at 50% already; leave one of them out"
    ),
    BadFile(
      target(#""thresholds": ["0%", "1001%", "50%", "50%", "-40000d"]"#),
      p2 + "the threshold 0% is not from 1% to 1000%; write for example \"75%\"",
      p2 + "the threshold 1001% is not from 1% to 1000%; write for example \"75%\"",
      p2 + "threshold 3 is at 50% already; leave one of them out",
      p2 + "the threshold is more than 100 years from the due time; write for example \"-30m\""
    ),
    BadFile(
      target("\"thresholds\": [7, \(list((1...32).map { "\"\($0)%\"" }))]"),
      p2 + "the target has 33 thresholds; use at most 32",
      p2 + "thresholds[0]: a whole number where a text is wanted; write for example \(thresholds)"
    ),
    BadFile(
      target("\"thresholds\": [\(list((1...33).map { "\"\($0)%\"" }))]"),
      p2 + "the target has 33 thresholds; use at most 32"
    ),
  ]

  static let thresholds = #""75%", "-30m", "+1h" or "-1 workingDay""#

  static func list(_ parts: [String]) -> String { parts.joined(separator: ", ") }

  static let limits = [
    ("\"0h\"", "the limit must be positive; write for example \"4h\""),
    ("\"-4h\"", "the limit must be positive; write for example \"4h\""),
    ("\"0 workingDays\"", "the limit must be positive; write for example \"4h\""),
    ("\"36526d\"", "the limit is longer than 100 years; write for example \"4h\""),
    ("\"36526 workingDays\"", "the limit is longer than 100 years; write for example \"4h\""),
    ("\"99999999999999999999d\"", "the limit is longer than 100 years; write for example \"4h\""),
    ("\"9223372036854775807d1h\"", "the limit is longer than 100 years; write for example \"4h\""),
    ("8", "limit: a whole number where a text is wanted; write for example \(durations)"),
    ("\"8\"", "limit: \"8\" is not a duration; write for example \(durations)"),
    ("\"\"", "limit: \"\" is not a duration; write for example \(durations)"),
    ("\"8 h\"", "limit: \"8 h\" is not a duration; write for example \(durations)"),
    ("\"1h1h\"", "limit: \"1h1h\" is not a duration; write for example \(durations)"),
    ("\"30m1h\"", "limit: \"30m1h\" is not a duration; write for example \(durations)"),
    ("\"1w\"", "limit: \"1w\" is not a duration; write for example \(durations)"),
    ("\"2 days\"", "limit: \"2 days\" is not a duration; write for example \(durations)"),
    (
      "null",
      "the limit of resolution is missing; add for example \"limit\": \"4h\"; "
        + "requesterWait and agentWork need none"
    ),
  ]

  @Test("is told of with line, place and remedy", arguments: shapes + matches + targets)
  func told(_ bad: BadFile) {
    let told = faults {
      _ = try PolicyFile(json: Array(bad.text.utf8), file: "p.json", knownCalendars: ["office"])
    }
    #expect(told == bad.faults)
  }

  @Test("is told of for its limit", arguments: limits)
  func limit(_ limit: (text: String, fault: String)) {
    let text = """
      {"name": "standard", "rules": [{"name": "P1", "targets": [
        {"clock": "agentWork"},
        {"limit": \(limit.text),
         "clock": "resolution"}]}]}
      """
    let told = faults { _ = try PolicyFile(json: Array(text.utf8), file: "policy.json") }
    #expect(told == ["policy.json:3: rule “P1”, target 2 (resolution): \(limit.fault)"])
  }

  @Test("is told of for a clock that is missing or unknown, once")
  func clock() {
    let text =
      #"{"name": "s", "rules": {"name": "a", "targets": [{"limit": "1h"}, {"clock": "x"}]}}"#
    let told = faults { _ = try PolicyFile(json: Array(text.utf8), file: "p.json") }
    #expect(
      told == [
        "p.json:1: rule “a”, target 1: \"clock\" is missing; add for example \"clock\": \"resolution\"",
        "p.json:1: rule “a”, target 2: clock: \"x\" is unknown; use one of firstResponse, ownership, "
          + "nextResponse, update, resolution, requesterWait, agentWork, teamResponse, teamResolution",
      ]
    )
  }

  @Test("is told of for more rules and targets than are allowed")
  func tooMany() {
    let clocks = ["update", "ownership", "resolution", "teamResponse", "nextResponse"]
    let targets = PolicyFileFaultTests.list(
      (0..<33).map { "{\"clock\": \"\(clocks[$0 % 5])\", \"limit\": \"\($0 + 1)h\"}" }
    )
    let nine = PolicyFileFaultTests.list(
      (1...9).map { "{\"clock\": \"update\", \"limit\": \"\($0)h\"}" }
    )
    let rules = (0...1000).map { number in
      let targets = number == 3 ? targets : number == 5 ? nine : PolicyFileFaultTests.good
      return "{\"name\": \"\(number)\", \"targets\": [\(targets)]}"
    }
    let text = "{\"name\": \"s\", \"rules\": [\n" + rules.joined(separator: ",\n") + "]}"
    let told = faults { _ = try PolicyFile(json: Array(text.utf8), file: "p.json") }
    #expect(
      told == [
        "p.json:1: the policy has 1001 rules; use at most 1000",
        "p.json:5: rule “3”: the rule has 33 targets; use at most 32",
        "p.json:7: rule “5”: the rule has 9 targets of update; use at most 8",
      ]
    )
  }

  @Test("is told of up to twenty times, in the order of the file")
  func many() {
    let rules = (1...30).map { "{\"name\": \"\($0)\", \"targets\": [{\"clock\": \"update\"}]}" }
    let text = "{\"rules\": [\n" + rules.joined(separator: ",\n") + "]}"
    let told = faults { _ = try PolicyFile(json: Array(text.utf8), file: "p.json") }
    #expect(told.count == 21)
    #expect(told.first == "p.json:1: \"name\" is missing; add for example \"name\": \"standard\"")
    #expect(
      told[1].hasPrefix("p.json:2: rule “1”, target 1 (update): the limit of update is missing")
    )
    #expect(told[19].hasPrefix("p.json:20: rule “19”"))
    #expect(told.last == "and 11 more; mend these first")
  }

  @Test("is refused past 16 MiB, and soon where it is hostile")
  func large() {
    let long = Array(repeating: UInt8(ascii: " "), count: 16 << 20 + 1)
    #expect(
      faults { _ = try PolicyFile(json: long, file: "p.json") } == [
        "p.json: the file has more than 16 MiB; name a policy, calendar or holiday file"
      ]
    )
    let keys = (0..<100_000).map { "\"dimension\($0)\": []" }.joined(separator: ",")
    let told = faults {
      let text = PolicyFileFaultTests.match(keys)
      _ = try PolicyFile(json: Array(text.utf8), file: "p.json")
    }
    #expect(told.count == 21)
  }

  @Test("is told of where there is none")
  func missing() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("none/p.json").path
    #expect(
      faults { _ = try PolicyFile(contentsOf: path) } == [
        "\(path): the file could not be read: No such file or directory; "
          + "check the path and the permission to read it"
      ]
    )
  }

  @Test("never traps, wherever it is cut or changed")
  func damaged() {
    var random = JSONRandom(seed: 5)
    let text = Array(PolicyFileFaultTests.target(#""thresholds": ["-30m", "75%"]"#).utf8)
    for end in text.indices {
      #expect(!faults { _ = try PolicyFile(json: Array(text[..<end]), file: "p") }.isEmpty)
    }
    for _ in 0..<1500 {
      var changed = text
      for _ in 0...random.below(3) {
        changed[random.below(text.count)] = random.oneOf(Array("0-[]{}\":,hm%\nx".utf8))
      }
      _ = faults { _ = try PolicyFile(json: changed, file: "p") }
    }
    for seed in 1...300 as ClosedRange<UInt64> {
      var random = JSONRandom(seed: seed)
      let wild = Array(random.value().compact.utf8)
      #expect(!faults { _ = try PolicyFile(json: wild, file: "p") }.isEmpty)
    }
  }
}
