package dev.vireo.reports.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EventRecordsTest {

  /**
   * Put together by hand: wall time 1.0, step 300 (two bytes of a varint), one value tagged
   * "train/a" of 0.5. The checksums are those of a bitwise CRC-32C, masked.
   */
  @Test
  void aScalarHasTheBytesOfItsProtocolBuffer() {
    byte[] record =
        new EventRecords()
            .scalars(1.0, new Measurement("train", 1, 300, 0, new TreeMap<>(Map.of("a", 0.5))))
            .toByteArray();

    String event =
        "09"
            + "000000000000f03f" // 1: double 1.0
            + "10"
            + "ac02" // 2: varint 300
            + "2a"
            + "10" // 5: summary of 16 bytes
            + "0a"
            + "0e" // 1: value of 14 bytes
            + "0a"
            + "07"
            + HexFormat.of().formatHex("train/a".getBytes(StandardCharsets.US_ASCII))
            + "15"
            + "0000003f"; // 2: float 0.5
    assertThat(HexFormat.of().formatHex(record))
        .isEqualTo("1e00000000000000" + "d9dc1232" + event + "5a6eeab2");
  }

  /** CRC-32C of nine ASCII digits is e3069283: rotated right by 15 bits, plus a282ead8. */
  @Test
  void checksumsAreMasked() {
    assertThat(EventRecords.masked("123456789".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(Integer.rotateRight(0xe3069283, 15) + 0xa282ead8)
        .isEqualTo(0xc78ab0e5);
  }
}
