package io.vouchpost.guard;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes small databases in MaxMind DB format 2.0, records of 24 bits: only what the specification has to have. */
public final class GeoipFile {
    private static final int STRING = 2;
    private static final int UINT16 = 5;
    private static final int UINT32 = 6;
    private static final int MAP = 7;

    /** Either the number of another node, or minus one minus the place of data; 0: nothing, for no record leads to the root. */
    private final List<int[]> nodes = new ArrayList<>(List.of(new int[2]));

    private final Buffer data = Buffer.buffer();
    private final Map<String, Integer> places = new LinkedHashMap<>();

    /**
     * @param network such as {@code 192.0.2.0/24}
     */
    public GeoipFile put(String network, String country) throws IOException {
        var parts = network.split("/", 2);
        var address = InetAddress.getByName(parts[0]).getAddress();
        int shift = 128 - 8 * address.length;
        var bits = new BigInteger(1, address);
        int length = shift + Integer.parseInt(parts[1]);
        int node = 0;
        for (int i = 0; i < length; i++) {
            int bit = bits.testBit(127 - i) ? 1 : 0;
            if (i == length - 1) {
                nodes.get(node)[bit] = -1 - place(country);
            } else {
                if (nodes.get(node)[bit] == 0) {
                    nodes.add(new int[2]);
                    nodes.get(node)[bit] = nodes.size() - 1;
                }
                node = nodes.get(node)[bit];
            }
        }
        return this;
    }

    private int place(String country) {
        return places.computeIfAbsent(country, code -> {
            int place = data.length();
            control(data, MAP, 1);
            text(data, "country");
            control(data, MAP, 1);
            text(data, "iso_code");
            text(data, code);
            return place;
        });
    }

    public Path writeTo(Path file) throws IOException {
        var octets = Buffer.buffer();
        for (var node : nodes) {
            for (int record : node) {
                octets.appendMedium(record == 0 ? nodes.size() : record > 0 ? record : nodes.size() + 16 - 1 - record);
            }
        }
        octets.appendBytes(new byte[16]).appendBuffer(data);
        octets.appendBytes(new byte[] {(byte) 0xab, (byte) 0xcd, (byte) 0xef}).appendString("MaxMind.com");
        control(octets, MAP, 9);
        number(octets, "node_count", UINT32, nodes.size());
        number(octets, "record_size", UINT16, 24);
        number(octets, "ip_version", UINT16, 6);
        text(octets, "database_type");
        text(octets, "Test-Country");
        text(octets, "languages");
        octets.appendByte((byte) 0).appendByte((byte) 4); // an empty array
        number(octets, "binary_format_major_version", UINT16, 2);
        number(octets, "binary_format_minor_version", UINT16, 0);
        text(octets, "build_epoch");
        octets.appendByte((byte) 4).appendByte((byte) 2).appendInt(data.length()); // uint64 in four octets
        text(octets, "description");
        control(octets, MAP, 0);
        return Files.write(file, octets.getBytes());
    }

    private static void number(Buffer octets, String name, int type, int value) {
        text(octets, name);
        control(octets, type, type == UINT32 ? 4 : 2);
        if (type == UINT32) {
            octets.appendInt(value);
        } else {
            octets.appendShort((short) value);
        }
    }

    private static void text(Buffer octets, String text) {
        control(octets, STRING, text.length());
        octets.appendBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void control(Buffer octets, int type, int size) {
        octets.appendByte((byte) (type << 5 | size));
    }
}
