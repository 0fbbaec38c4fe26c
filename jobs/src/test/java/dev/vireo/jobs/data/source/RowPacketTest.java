package dev.vireo.jobs.data.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RowPacketTest {
  @Test
  void rowsTravelAsTheyAre() {
    List<SourceRow> rows =
        List.of(
            SourceRow.good("a.jsonl line", 1, new String[] {"text", null, "", "naïve 𝛑 \uD800"}),
            SourceRow.good("a.jsonl line", 3, new String[] {"x", "y", "z", "w"}),
            SourceRow.bad("b.jsonl line", 1, "is not JSON"));
    List<RowPacket> packets = packed(rows);
    assertThat(packets).hasSize(1);
    assertThat(packets.get(0).first()).isEqualTo(RowPlace.of(5, 0));
    assertThat(packets.get(0).rows()).usingRecursiveFieldByFieldElementComparator().isEqualTo(rows);
    assertThat(packets.get(0).row(RowPlace.of(5, 2)).where()).isEqualTo("b.jsonl line 1");
  }

  @Test
  void aPacketEndsWithItsWindow() {
    List<SourceRow> rows =
        IntStream.range(0, 600).mapToObj(i -> SourceRow.good("p", i, new String[] {"x"})).toList();
    assertThat(packed(rows))
        .extracting(packet -> packet.rows().size())
        .containsExactly(256, 256, 88);
  }

  @Test
  void longRowsMakeSmallPackets() {
    String text = "x".repeat(1 << 17);
    List<SourceRow> rows =
        IntStream.range(0, 7).mapToObj(i -> SourceRow.good("p", i, new String[] {text})).toList();
    assertThat(packed(rows)).extracting(packet -> packet.rows().size()).containsExactly(2, 2, 2, 1);
  }

  private static List<RowPacket> packed(List<SourceRow> rows) {
    List<RowPacket> packets = new ArrayList<>();
    RowPacket.pack(5, rows.iterator())
        .forEachRemaining(each -> packets.add(RowPacket.of(each._2())));
    return packets;
  }
}
