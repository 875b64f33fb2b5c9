package io.vouchpost.tls;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads what the gate has to know of a ClientHello (RFC 8446 §4.1.2). What is malformed is left for the engine to refuse. */
final class ClientHello {
    private static final int VERSION_AND_RANDOM = 2 + 32;
    private static final int ALPN = 16;
    /** A client offers few; what is behind these nobody needs to know. */
    private static final int MOST = 20;

    private ClientHello() {}

    /** The application protocols that are offered (RFC 7301 §3.1); empty where ALPN is not used. */
    static List<String> protocols(ByteBuf hello) {
        try {
            var in = hello.duplicate().skipBytes(VERSION_AND_RANDOM);
            in.skipBytes(in.readUnsignedByte()); // session id
            in.skipBytes(in.readUnsignedShort()); // cipher suites
            in.skipBytes(in.readUnsignedByte()); // compression methods
            return in.isReadable() ? extension(in.readSlice(in.readUnsignedShort())) : List.of();
        } catch (IndexOutOfBoundsException malformed) {
            return List.of();
        }
    }

    private static List<String> extension(ByteBuf extensions) {
        while (extensions.isReadable()) {
            int type = extensions.readUnsignedShort();
            var content = extensions.readSlice(extensions.readUnsignedShort());
            if (type == ALPN) {
                return names(content.readSlice(content.readUnsignedShort()));
            }
        }
        return List.of();
    }

    private static List<String> names(ByteBuf list) {
        var names = new ArrayList<String>();
        while (list.isReadable() && names.size() < MOST) {
            names.add(list.readCharSequence(list.readUnsignedByte(), StandardCharsets.ISO_8859_1)
                    .toString());
        }
        return names;
    }
}
