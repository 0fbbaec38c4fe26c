package dev.vireo.store.parquet;

import dev.vireo.schemas.DatasetType;
import java.util.List;
import org.apache.parquet.avro.AvroSchemaConverter;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * The Parquet columns of a dataset's files, in types that every reader has: an enum is a string,
 * and a map a list of structs of {@code key} and {@code value}. The bytes of the rows are those of
 * Parquet's own enums and maps, so both are read alike.
 */
final class ChunkColumns {
  private ChunkColumns() {}

  /** The columns as files have them. */
  static MessageType of(DatasetType<?> type) {
    MessageType columns = typed(type);
    return new MessageType(columns.getName(), plain(columns));
  }

  /** The same columns with Parquet's enums and maps. */
  static MessageType typed(DatasetType<?> type) {
    return new AvroSchemaConverter(ChunkFile.PARQUET).convert(type.fileSchema());
  }

  private static List<Type> plain(GroupType group) {
    return group.getFields().stream().map(ChunkColumns::plain).toList();
  }

  private static Type plain(Type type) {
    LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
    if (type.isPrimitive()) {
      return annotation instanceof EnumLogicalTypeAnnotation
          ? Types.primitive(type.asPrimitiveType().getPrimitiveTypeName(), type.getRepetition())
              .as(LogicalTypeAnnotation.stringType())
              .named(type.getName())
          : type;
    }
    GroupType group = type.asGroupType();
    return annotation instanceof MapLogicalTypeAnnotation
        ? Types.buildGroup(type.getRepetition())
            .as(LogicalTypeAnnotation.listType())
            .addField(entries(group.getType(0).asGroupType()))
            .named(type.getName())
        : group.withNewFields(plain(group));
  }

  /** A repeated group of two fields is the list's element itself, by Parquet's own rules. */
  private static Type entries(GroupType entries) {
    return Types.repeatedGroup()
        .addFields(plain(entries).toArray(Type[]::new))
        .named(entries.getName());
  }
}
