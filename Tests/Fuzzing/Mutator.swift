import StudySupport

/// Makes inputs of others, from a seed: for the short study, which goes without libFuzzer.
struct Mutator {
  private let corpus: [[UInt8]]
  private let limit: Int
  private var random: SeededNumbers

  init(seed: UInt64, corpus: [[UInt8]], limit: Int) {
    self.corpus = corpus
    self.limit = limit
    random = SeededNumbers(seed: seed)
  }

  mutating func next() -> [UInt8] {
    var bytes = corpus.randomElement(using: &random) ?? []
    for _ in 0..<Int.random(in: 1...4, using: &random) { change(&bytes) }
    return Array(bytes.prefix(limit))
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    let place = Int.random(in: 0...bytes.count, using: &random)
    let size = min(Int.random(in: 1...16, using: &random), bytes.count - place)
    switch Int.random(in: 0..<8, using: &random) {
    case 0 where place < bytes.count:
      bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1 where place < bytes.count: bytes[place] = .random(in: .min ... .max, using: &random)
    case 2:
      let numbers: [UInt64] = [0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, .max, 1 << 63]
      let width = [1, 2, 4, 8].randomElement(using: &random) ?? 1
      bytes.set(numbers.randomElement(using: &random) ?? 0, width: width, at: place)
    case 3: bytes.removeSubrange(place..<place + size)
    case 4:
      let new = (0..<size).map { _ in UInt8.random(in: .min ... .max, using: &random) }
      bytes.insert(contentsOf: new, at: place)
    case 5:
      // A piece of another input.
      let other = corpus.randomElement(using: &random) ?? []
      let start = Int.random(in: 0...other.count, using: &random)
      let count = Int.random(in: 0...64, using: &random)
      bytes.insert(contentsOf: other.dropFirst(start).prefix(count), at: place)
    case 6: bytes.insert(contentsOf: bytes[place..<place + size], at: place)
    default: bytes.removeLast(bytes.count - place)
    }
  }
}
