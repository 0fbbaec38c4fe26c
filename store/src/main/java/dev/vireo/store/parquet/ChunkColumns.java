package dev.vireo.store.parquet;

import dev.vireo.schemas.DatasetType;
import java.util.List;
import org.apache.parquet.avro.AvroSchemaConverter;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * The Parquet columns of a dataset's files, in types that every reader supports: an enum is a
 * string, and a map is a list of structs with {@code key} and {@code value}. The pages of such a
 * list are those of Parquet's own map; {@link MapWriter} and {@link MapReader} skip the one extra
 * level that the list has.
 */
final class ChunkColumns {
  /** Parquet's names for the inner levels of a list. */
  static final String LIST = "list";

  static final String ELEMENT = "element";

  /** The fields of a map entry. */
  static final List<String> ENTRY = List.of("key", "value");

  private ChunkColumns() {}

  /** The columns of a dataset's files. */
  static MessageType of(DatasetType<?> type) {
    MessageType columns = withMapsAsLists(typed(type));
    return new MessageType(columns.getName(), withEnumsAsStrings(columns));
  }

  /** The same columns with Parquet's enums and maps, which Avro's writer expects. */
  static MessageType typed(DatasetType<?> type) {
    return new AvroSchemaConverter(ChunkFile.PARQUET).convert(type.fileSchema());
  }

  /** The columns with maps replaced by lists. */
  static MessageType withMapsAsLists(MessageType columns) {
    return new MessageType(columns.getName(), lists(columns));
  }

  /** The requested columns, with maps replaced by lists where the file has three-level lists. */
  static MessageType asIn(MessageType file, MessageType requested) {
    return new MessageType(requested.getName(), asIn((GroupType) file, requested));
  }

  static boolean isMap(Type type) {
    return type.getLogicalTypeAnnotation() instanceof MapLogicalTypeAnnotation;
  }

  private static List<Type> lists(GroupType group) {
    return group.getFields().stream()
        .map(
            field -> {
              if (field.isPrimitive()) {
                return field;
              }
              GroupType inner = field.asGroupType();
              GroupType plain = inner.withNewFields(lists(inner));
              return isMap(field) ? list(plain) : plain;
            })
        .toList();
  }

  /** The list of entries that stands for a map. */
  private static Type list(GroupType map) {
    GroupType entry = map.getType(0).asGroupType();
    return Types.buildGroup(map.getRepetition())
        .as(LogicalTypeAnnotation.listType())
        .addField(
            Types.repeatedGroup()
                .addField(Types.requiredGroup().addFields(fields(entry)).named(ELEMENT))
                .named(LIST))
        .named(map.getName());
  }

  private static Type[] fields(GroupType group) {
    return group.getFields().toArray(Type[]::new);
  }

  private static List<Type> asIn(GroupType file, GroupType requested) {
    return requested.getFields().stream()
        .map(
            field ->
                field.isPrimitive() || !file.containsField(field.getName())
                    ? field
                    : asIn(file.getType(field.getName()), field.asGroupType()))
        .toList();
  }

  private static Type asIn(Type file, GroupType requested) {
    if (file.isPrimitive()) {
      return requested;
    }
    if (isMap(requested) && !file.asGroupType().containsField(requested.getFieldName(0))) {
      // Otherwise, a column that the file lacks would be read as nulls.
      if (!isListOfEntries(file.asGroupType())) {
        throw new ParquetDecodingException("This is not a map: " + file);
      }
      return file;
    }
    return requested.withNewFields(asIn(file.asGroupType(), requested));
  }

  private static boolean isListOfEntries(GroupType type) {
    if (type.getType(0).isPrimitive()) {
      return false;
    }
    List<Type> elements = type.getType(0).asGroupType().getFields();
    return elements.size() == 1
        && !elements.get(0).isPrimitive()
        && elements.get(0).asGroupType().getFields().stream()
            .map(Type::getName)
            .toList()
            .equals(ENTRY);
  }

  private static List<Type> withEnumsAsStrings(GroupType group) {
    return group.getFields().stream().map(ChunkColumns::withEnumsAsStrings).toList();
  }

  private static Type withEnumsAsStrings(Type type) {
    if (type.isPrimitive()) {
      return type.getLogicalTypeAnnotation() instanceof EnumLogicalTypeAnnotation
          ? Types.primitive(type.asPrimitiveType().getPrimitiveTypeName(), type.getRepetition())
              .as(LogicalTypeAnnotation.stringType())
              .named(type.getName())
          : type;
    }
    GroupType group = type.asGroupType();
    return group.withNewFields(withEnumsAsStrings(group));
  }
}
