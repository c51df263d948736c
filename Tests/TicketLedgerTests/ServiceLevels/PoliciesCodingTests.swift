import Testing
import TicketLedger

@Suite("The encoding of a policy")
struct PoliciesCodingTests {
  @Test("is read back as an equal policy", arguments: 1...60 as ClosedRange<UInt64>)
  func roundTrip(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let policy = ServicePolicy.random(&generator)
    #expect(policy.problems() == [])
    let bytes = try encoding(of: policy)
    #expect(try decoded(bytes) == policy)
    #expect(try encoding(of: decoded(bytes)) == bytes)
  }

  @Test("is these bytes")
  func bytes() throws {
    var match = TicketMatch()
    match.kinds = [.change, .incident]
    match.priorities = [2, 1]
    match.teams = ["7", "5"]
    match.terms = ["host 32": ["1"], "service": ["3"]]
    let target = ServiceTarget(
      .resolution,
      limit: .workingDays(2, endOfDay: true),
      calendar: "o",
      pausedBy: [.vendor, .requester],
      whilePaused: .hide,
      onChange: .keep,
      onReopening: .restart,
      countsAutomation: true,
      thresholds: [.offset(milliseconds: -1), .percent(75), .workingDays(1)]
    )
    let measure = ServiceTarget(.agentWork, limit: nil, thresholds: [])
    let update = ServiceTarget(.update, limit: .duration(milliseconds: 256), thresholds: [])
    let policy = ServicePolicy(
      name: "p",
      versions: .latest,
      rules: [ServiceRule(name: "é", match: match, targets: [target, measure, update])]
    )
    var expected: [UInt8] = [1, 1, 0, 0, 0, 0x70, 1, 1, 0, 0, 0]
    expected += [2, 0, 0, 0, 0xC3, 0xA9, 2, 0, 0, 0, 1, 6, 2, 0, 0, 0, 1, 2, 0, 0, 0, 0]
    expected += [2, 0, 0, 0, 5, 0, 0, 1, 7, 0, 0, 1, 2, 0, 0, 0, 3, 0, 0, 2, 1, 0, 0, 32]
    expected += [
      3, 0, 0, 0, 5, 2, 2, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0x6F, 2, 0, 0, 0, 1, 2, 1, 2, 2, 1,
    ]
    expected += [3, 0, 0, 0, 2] + Array(repeating: 255, count: 8)
    expected += [1, 75, 0, 0, 0, 0, 0, 0, 0, 3, 1, 0, 0, 0, 0, 0, 0, 0]
    expected += [7, 0, 0] + [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    expected += [4, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0] + [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    #expect(try encoding(of: policy) == expected)
  }

  @Test("holds numbers: renamed teams and terms keep their rules")
  func renamed() throws {
    var generator = SeededGenerator(seed: 7)
    var policy = ServicePolicy.random(&generator)
    policy.rules[0].match.teams = ["4"]
    policy.rules[0].match.terms = ["service": ["9"]]
    var reader = ByteReader(try encoding(of: policy))
    let renamed = try ServicePolicy(decoding: &reader, names: PaperTerms(ending: " new"))
    #expect(renamed.rules[0].match.teams == ["4 new"])
    #expect(renamed.rules[0].match.terms == ["service": ["9 new"]])
    #expect(renamed.rules.map(\.targets) == policy.rules.map(\.targets))
    #expect(try encoding(of: renamed, PaperTerms(ending: " new")) == encoding(of: policy))
  }

  @Test("refuses a name that has no number, and a policy with problems")
  func refused() throws {
    var policy = PoliciesProblemTests.good
    policy.rules[1].match.teams = ["Network"]
    expect(
      policy,
      "rule “P2”: there is no team “Network”; check the spelling, or define it first"
    )
    policy.rules[1].match = TicketMatch()
    policy.rules[1].match.terms = ["floor": ["1"]]
    expect(
      policy,
      "rule “P2”: there is no dimension “floor”; check the spelling, or define it first"
    )
    policy.rules[1].match.terms = ["service": ["VPN"]]
    expect(policy, "rule “P2”: there is no service “VPN”; check the spelling, or define it first")
    policy.rules[0].targets[0].limit = nil
    let fault = #expect(throws: PolicyFault.self) { try encoding(of: policy) }
    #expect(fault?.kind == .limitMissing(.resolution))
  }

  @Test("throws where it is cut, anywhere", arguments: [11, 12] as [UInt64])
  func cut(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let bytes = try encoding(of: .random(&generator))
    for end in bytes.indices {
      #expect(throws: DecodingFailure.self) { try decoded(Array(bytes[..<end])) }
    }
    #expect(throws: DecodingFailure.self) { try decoded(bytes + [0]) }
  }

  @Test("throws, or gives a policy that has this encoding, where bits are changed")
  func flipped() throws {
    var generator = SeededGenerator(seed: 13)
    var thrown = 0
    for _ in 0..<3 {
      let bytes = try encoding(of: .random(&generator))
      for bit in 0..<bytes.count * 8 {
        var changed = bytes
        changed[bit / 8] ^= 1 << (bit % 8)
        do {
          let policy = try decoded(changed)
          // Writing asks for problems too; a check of its own for each bit takes most of the time.
          if try encoding(of: policy) != changed { Issue.record("bit \(bit) reads as \(policy)") }
        } catch is DecodingFailure {
          thrown += 1
        }
      }
    }
    #expect(thrown > 1000)
  }

  @Test("throws, or gives a policy that has this encoding, where bytes are made up")
  func random() throws {
    var generator = SeededGenerator(seed: 14)
    for _ in 0..<2000 {
      var bytes = try encoding(of: PoliciesProblemTests.good)
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        let place = Int.random(in: bytes.indices, using: &generator)
        bytes[place] = [0, 1, 2, 127, 128, 255].randomElement(using: &generator) ?? 0
      }
      guard let policy = try? decoded(bytes) else { continue }
      #expect(try encoding(of: policy) == bytes)
    }
  }

  @Test("tells a newer layout from damage")
  func newer() throws {
    var bytes = try encoding(of: PoliciesProblemTests.good)
    bytes[0] = 2
    #expect(
      throws: DecodingFailure.unknownLayout(kind: EventKind.policyAdopted.rawValue, layout: 2)
    ) { try decoded(bytes) }
  }

  @Test("refuses numbers that have no name, or are of another dimension than they stand in")
  func wrongTerms() throws {
    var policy = PoliciesProblemTests.good
    policy.rules[0].match.teams = ["5"]
    let bytes = try encoding(of: policy)
    let place = try #require(bytes.indices.first { bytes[$0...].starts(with: [5, 0, 0, 1]) })
    for wrong: [UInt8] in [[0, 0, 0, 1], [5, 0, 0, 2], [5, 0, 0, 40]] {
      var changed = bytes
      changed.replaceSubrange(place..<place + 4, with: wrong)
      #expect(throws: DecodingFailure.self) { try decoded(changed) }
    }
  }

  private func expect(_ policy: ServicePolicy, _ text: String) {
    let fault = #expect(throws: PolicyFault.self) { try encoding(of: policy) }
    #expect(fault?.description == text)
  }

  private func encoding(
    of policy: ServicePolicy,
    _ terms: PaperTerms = PaperTerms()
  ) throws -> [UInt8] {
    var writer = ByteWriter()
    try policy.encode(into: &writer, terms: terms)
    return writer.bytes
  }

  private func decoded(_ bytes: [UInt8]) throws -> ServicePolicy {
    var reader = ByteReader(bytes)
    let policy = try ServicePolicy(decoding: &reader, names: PaperTerms())
    try reader.finish()
    return policy
  }
}
