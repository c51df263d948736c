import StudySupport

/// The choices that are tried at one crash point: all where there are few changes, else those that are
/// likely to hurt, and random ones from a seed.
///
/// The same record, point and seed give the same choices, by number.
struct CrashChoices {
  private let pending: [SimulatedDisk.Change]
  private let seed: UInt64

  /// Up to so many changes, or blocks of them, are tried in every combination.
  private static let mostForEverySubset = 8
  /// Those that are tried in any case.
  private let fixed: [CrashChoice]

  init(_ pending: [SimulatedDisk.Change], seed: UInt64) {
    self.pending = pending
    self.seed = seed
    fixed = CrashChoices.fixed(pending, seed: seed)
  }

  /// How many are tried in any case; those of greater numbers are random.
  var fixedCount: Int { fixed.count }

  /// The choice of a number.
  subscript(number: Int) -> CrashChoice {
    number < fixed.count ? fixed[number] : random(number - fixed.count)
  }

  /// First the plainest ones; all others in an order from the seed, so that a part of them is one of
  /// every kind.
  private static func fixed(_ pending: [SimulatedDisk.Change], seed: UInt64) -> [CrashChoice] {
    let count = pending.count
    var first = [choice(.nothing, of: count) { _ in false }]
    guard count > 0 else { return first }
    first.append(choice(.everything, of: count) { _ in true })
    for filling in [CrashChoice.Filling.zeros, .garbage] {
      var lengthened = first[0]
      lengthened.filling = filling
      first.append(lengthened)
    }
    var rest: [CrashChoice] = []
    if count <= mostForEverySubset {
      rest += (1..<max((1 << count) - 1, 1)).map { mask in
        choice(.subset, of: count) { mask >> $0 & 1 == 1 }
      }
    } else {
      rest += (1..<count).map { end in choice(.prefix, of: count) { $0 < end } }
      rest += (0..<count).map { one in choice(.missing, of: count) { $0 != one } }
      rest += (0..<count).map { one in choice(.single, of: count) { $0 == one } }
    }
    for grain in [4_096, 512] { rest += torn(pending, at: grain) + everySubset(pending, at: grain) }
    var generator = SeededNumbers(seed: seed)
    return first + rest.shuffled(using: &generator)
  }

  /// Each write that spans blocks, cut after its first blocks: with all before it and nothing after, and
  /// with all others.
  private static func torn(_ pending: [SimulatedDisk.Change], at grain: Int) -> [CrashChoice] {
    var choices: [CrashChoice] = []
    for (index, change) in pending.enumerated() {
      guard let (_, offset, bytes) = change.bytes else { continue }
      let blocks = CrashChoice.blockCount(of: bytes, at: offset, grain: grain)
      guard blocks > 1 else { continue }
      let step = max(blocks / 8, 1)
      for cut in stride(from: 1, to: blocks, by: step) {
        let part = CrashChoice.Part.blocks(grain: grain, (0..<blocks).map { $0 < cut })
        for keepsAll in [false, true] {
          var torn = choice(.torn, of: pending.count) { $0 < index || keepsAll }
          torn.parts[index] = part
          choices.append(torn)
        }
      }
    }
    return choices
  }

  /// Every combination of blocks, where there are few; none where no change has several.
  private static func everySubset(
    _ pending: [SimulatedDisk.Change],
    at grain: Int
  ) -> [CrashChoice] {
    let counts = pending.map { change in
      change.bytes.map { CrashChoice.blockCount(of: $0.bytes, at: $0.offset, grain: grain) } ?? 1
    }
    let count = counts.reduce(0, +)
    guard count <= mostForEverySubset, counts.contains(where: { $0 > 1 }) else { return [] }
    return (1..<(1 << count) - 1).map { mask in
      var subset = choice(.subset, of: pending.count) { _ in false }
      var bit = 0
      for (index, blocks) in counts.enumerated() {
        let kept = (bit..<bit + blocks).map { mask >> $0 & 1 == 1 }
        bit += blocks
        let isWrite = pending[index].bytes != nil
        subset.parts[index] =
          isWrite ? .blocks(grain: grain, kept) : kept.contains(true) ? .whole : .none
      }
      return subset
    }
  }

  /// The random choice of a number: subsets, orders, torn at either grain, with either filling.
  private func random(_ number: Int) -> CrashChoice {
    var generator = SeededNumbers(seed: mixed(seed ^ mixed(UInt64(number))))
    let chance = [0.5, 0.1, 0.9, Double.random(in: 0...1, using: &generator)][number / 3 % 4]
    let grain = [0, 4_096, 512][number % 3]
    let kind: CrashChoice.Kind = [.random, .random4096, .random512][number % 3]
    var random = CrashChoices.choice(kind, of: pending.count) { _ in false }
    for (index, change) in pending.enumerated() {
      if grain > 0, let (_, offset, bytes) = change.bytes {
        let blocks = CrashChoice.blockCount(of: bytes, at: offset, grain: grain)
        let kept = (0..<blocks).map { _ in Double.random(in: 0..<1, using: &generator) < chance }
        random.parts[index] = .blocks(grain: grain, kept)
      } else if Double.random(in: 0..<1, using: &generator) < chance {
        random.parts[index] = .whole
      }
    }
    if Bool.random(using: &generator) {
      random.order = pending.indices.shuffled(using: &generator)
    }
    random.filling = CrashChoice.Filling.allCases.randomElement(using: &generator) ?? .absent
    return random
  }

  private static func choice(
    _ kind: CrashChoice.Kind,
    of count: Int,
    _ isKept: (Int) -> Bool
  ) -> CrashChoice {
    CrashChoice(parts: (0..<count).map { isKept($0) ? .whole : .none }, kind: kind)
  }
}
