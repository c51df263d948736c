internal import CLMDB

#if canImport(Darwin)
internal import Darwin
#else
internal import Glibc
#endif

/// `data.mdb` read with `pread`, before LMDB maps it: what cannot be trusted must not be mapped.
///
/// LMDB trusts its file: a page that is named by the tree but lies past the end of the file ends
/// the process with SIGBUS. So the header is checked here, and a file that is too short is only
/// let through when every missing page is a free one (LMDB never writes such pages). The lists of free
/// pages are as little to be trusted; `Examination` reads them.
@safe struct DataFile: ~Copyable {
  /// A copy of the header, one of the two at the start of the file.
  ///
  /// ```
  /// 0  page header            40  free tree (48 bytes, begins with the page size)
  /// 16 magic    20 version    88  main tree (48 bytes)
  /// 24 address  32 map size   136 last page   144 transaction
  /// ```
  struct Header: Equatable {
    let pageSizeInBytes: Int
    let lastPage: UInt64
    let transactionID: UInt64
  }

  private let descriptor: Int32
  private let folder: String
  /// Its name in the folder; empty where that is named by its whole path.
  private let name: String

  /// Opens the file for reading; `open`.
  init(at path: String, in folder: String) throws(StoreError) {
    // A pipe in its place is not waited for.
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    self.folder = folder
    name = path == folder ? "" : "data.mdb"
    guard descriptor >= 0 else {
      if errno == EACCES {
        throw .fromErrno("open", path: folder, detail: "data.mdb cannot even be read")
      }
      throw .fromErrno("open", path: folder)
    }
  }

  /// Opens the same file once more, whatever has its name by now; `fcntl` with `F_DUPFD_CLOEXEC`.
  init(duplicating other: borrowing DataFile) throws(StoreError) {
    folder = other.folder
    name = other.name
    descriptor = fcntl(other.descriptor, F_DUPFD_CLOEXEC, 0)
    guard descriptor >= 0 else { throw .fromErrno("fcntl", path: folder) }
  }

  deinit {
    close(descriptor)
  }

  /// Up to `count` bytes at `offset`: fewer at the end of the file, and only there; `pread`.
  ///
  /// Throws `diskFailed` or `system` where the file cannot be read.
  func bytes(at offset: UInt64, count: Int) throws(StoreError) -> [UInt8] {
    // No file is so long, and `pread` would call it an error.
    guard let start = off_t(exactly: offset), count <= off_t.max - start else { return [] }
    var failure: StoreError?
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let target = unsafe buffer.baseAddress.map { unsafe $0 + filled }
        let read = unsafe pread(descriptor, target, count - filled, start + off_t(filled))
        if read < 0 && errno == EINTR { continue }
        if read < 0 { failure = .fromErrno("pread", path: folder, detail: name) }
        if read <= 0 { break }
        filled += read
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// The size of the file; `fstat`.
  func sizeInBytes() throws(StoreError) -> UInt64 {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw .fromErrno("fstat", path: folder) }
    return UInt64(status.st_size)
  }

  /// Refuses a file that is not LMDB's, or that ends before pages which are in use.
  ///
  /// Throws `notALedger`, `corrupted`, or what `bytes` throws. Another process may commit meanwhile,
  /// which can make a sound file look wrong for a moment: only what is wrong three times is believed, and
  /// no state is walked again.
  ///
  /// - Complexity: O(1); O(pages) where the file is too short, each read once.
  func check() throws(StoreError) {
    var attempts = 3
    var walked: Header?
    while true {
      do throws(StoreError) {
        try checkOnce(&walked)
        return
      } catch {
        attempts -= 1
        if attempts == 0 || error.reason != .corrupted { throw error }
        usleep(2_000)
      }
    }
  }

  /// Refuses a file whose header cannot be LMDB's, by `notALedger` or `corrupted`; O(1).
  func checkHeader() throws(StoreError) {
    _ = try newestHeader()
  }

  private func checkOnce(_ walked: inout Header?) throws(StoreError) {
    let header = try newestHeader()
    let size = try sizeInBytes()
    let pagesOnDisk = size / UInt64(header.pageSizeInBytes)
    guard pagesOnDisk >= 2, header.lastPage >= 1 else { throw damaged("its header is cut short") }
    guard pagesOnDisk <= header.lastPage else { return }
    if header != walked {
      walked = header
      let file = try DataFile(duplicating: self)
      var examination = try Examination(file, mapsPages: false, progress: nil)
      if try examination.lacksOnlyFreePages() { return }
    }
    throw damaged("data.mdb ends after \(size) bytes, before pages that are in use")
  }

  private func newestHeader() throws(StoreError) -> Header {
    let first = try header(in: bytes(at: 0, count: 152))
    let page = try bytes(at: UInt64(first.pageSizeInBytes), count: 152)
    // The second copy is written alone at every other commit; when it is torn the first counts.
    guard
      let second = try? header(in: page),
      second.transactionID > first.transactionID
    else { return first }
    return second
  }

  private func header(in page: [UInt8]) throws(StoreError) -> Header {
    guard page.count == 152, page.number(at: 16, as: UInt32.self) == 0xBEEF_C0DE else {
      throw StoreError(
        .notALedger,
        operation: "pread",
        path: folder,
        detail: page.isEmpty ? "data.mdb is empty" : "data.mdb is not an LMDB file"
      )
    }
    guard page.number(at: 20, as: UInt32.self) == 1 else {
      throw .from(MDB_VERSION_MISMATCH, "pread", path: folder, detail: "of another LMDB")
    }
    let pageSize = Int(page.number(at: 40, as: UInt32.self))
    guard (256...65_536).contains(pageSize), pageSize.nonzeroBitCount == 1 else {
      throw damaged("its page size is \(pageSize)")
    }
    return Header(
      pageSizeInBytes: pageSize,
      lastPage: page.number(at: 136, as: UInt64.self),
      transactionID: page.number(at: 144, as: UInt64.self)
    )
  }

  private func damaged(_ detail: String) -> StoreError {
    StoreError(.corrupted, operation: "pread", path: folder, detail: detail)
  }
}

extension [UInt8] {
  /// The little-endian number whose bytes start at `offset`; the bytes must be there.
  @inline(__always)
  func number<Number: FixedWidthInteger & BitwiseCopyable>(
    at offset: Int,
    as type: Number.Type
  ) -> Number {
    // Any eight bytes are a number, and the span looks that they are there.
    Number(littleEndian: unsafe span.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: type))
  }
}
