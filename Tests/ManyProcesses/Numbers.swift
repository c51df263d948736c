/// Numbers that follow from a seed: a linear congruence whose upper bits stir the lower ones.
struct Numbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed &* 0xD134_2543_DE82_EF95 &+ 0x2545_F491_4F6C_DD1D
    for _ in 0..<4 { _ = next() }
  }

  mutating func next() -> UInt64 {
    state = state &* 0x5851_F42D_4C95_7F2D &+ 0x1405_7B7E_F767_814F
    let folded = (state ^ (state >> 29)) &* 0x9FB2_1C65_1E98_DF25
    return folded ^ (folded >> 32)
  }
}
