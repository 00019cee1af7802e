// Given and family names of the synthetic people, by region, with how each is written in plain Latin letters.

export interface WrittenName {
  /** As its bearer writes it. */
  own: string;
  /** As many tools write it: no accents, or romanised. */
  plain: string;
}

export interface NameRegion {
  region:
    | 'us'
    | 'gb'
    | 'de'
    | 'fr'
    | 'es'
    | 'pl'
    | 'tr'
    | 'vn'
    | 'se'
    | 'ie'
    | 'br'
    | 'cn'
    | 'jp'
    | 'kr'
    | 'gr'
    | 'in';
  /** The family name stands first where the name is in its own script. */
  isFamilyFirst: boolean;
  given: readonly WrittenName[];
  family: readonly WrittenName[];
}

/** 'Łukasz=Lukasz' is both ways of writing; without '=' they are the same. */
function written(text: string): WrittenName[] {
  return text.split(' ').map((word) => {
    const [own = '', plain = own] = word.replaceAll('_', ' ').split('=');
    return { own, plain };
  });
}

function region(
  name: NameRegion['region'],
  names: { given: string; family: string; isFamilyFirst?: boolean },
): NameRegion {
  return {
    region: name,
    isFamilyFirst: names.isFamilyFirst ?? false,
    given: written(names.given),
    family: written(names.family),
  };
}

export const nameRegions: readonly NameRegion[] = [
  region('us', {
    given: 'Ashley Brandon Caitlin Derek Erin Jordan Kayla Marcus Robert Tamika William Zoe',
    family:
      'Abernathy Brooks Castillo Dawson Ellison Freeman Hargrove Kowalski McAllister Whitfield',
  }),
  region('gb', {
    given: 'Alistair Bethan Callum Gemma Harriet Imogen Nigel Oluwaseun Priya Rhys',
    family:
      'Ainsworth Blackwood Featherstone Hughes-Jones Okonkwo Pemberton Thistlewood Wainwright',
  }),
  region('de', {
    given: 'Jürgen=Juergen Käthe=Kaethe Björn=Bjoern Annika Matthias Sören=Soeren Friederike Uwe',
    family:
      'Müller=Mueller Weiß=Weiss Schröder=Schroeder Böhm=Boehm Krüger=Krueger von_Alten Hofstätter=Hofstaetter',
  }),
  region('fr', {
    given:
      'Zoé=Zoe François=Francois Hélène=Helene Aurélie=Aurelie Benoît=Benoit Loïc=Loic Margaux',
    family:
      "Lefèvre=Lefevre Gagné=Gagne Dubois Châtelain=Chatelain D’Arcy=D'Arcy Noël=Noel Rousseau",
  }),
  region('es', {
    given: 'José=Jose María=Maria Íñigo=Inigo Begoña=Begona Sofía=Sofia Andrés=Andres Lucía=Lucia',
    family:
      'Muñoz_Peña=Munoz_Pena García_López=Garcia_Lopez Ibáñez=Ibanez Núñez=Nunez Zuñiga=Zuniga',
  }),
  region('pl', {
    given: 'Łukasz=Lukasz Małgorzata=Malgorzata Paweł=Pawel Żaneta=Zaneta Wojciech Agnieszka',
    family: 'Wiśniewski=Wisniewski Dąbrowska=Dabrowska Wójcik=Wojcik Łuczak=Luczak Święch=Swiech',
  }),
  region('tr', {
    given: 'Çağla=Cagla Şükrü=Sukru Işıl=Isil Gökhan=Gokhan Ömer=Omer Tuğba=Tugba',
    family: 'Yıldız=Yildiz Öztürk=Ozturk Çelik=Celik Şahin=Sahin Güneş=Gunes',
  }),
  region('vn', {
    given: 'Thảo=Thao Hùng=Hung Bích_Ngọc=Bich_Ngoc Tuấn=Tuan Mỹ_Linh=My_Linh',
    family: 'Nguyễn=Nguyen Trần=Tran Lê=Le Phạm=Pham Đặng=Dang',
  }),
  region('se', {
    given: 'Åsa=Asa Göran=Goran Linnéa=Linnea Søren=Soren Freyja Märta=Marta',
    family: 'Åkesson=Akesson Öberg=Oberg Sjöström=Sjostrom Bjørnsen=Bjornsen Lindqvist',
  }),
  region('ie', {
    given: 'Siobhán=Siobhan Pádraig=Padraig Niamh Seán=Sean Aoife Cillian',
    family:
      "O’Sullivan=O'Sullivan Ní_Bhriain=Ni_Bhriain O’Connor=O'Connor MacGabhann Ó_Faoláin=O_Faolain",
  }),
  region('br', {
    given: 'João=Joao Conceição=Conceicao Luís=Luis Tainá=Taina Antônia=Antonia Caio',
    family:
      'da_Conceição=da_Conceicao Magalhães=Magalhaes Falcão=Falcao dos_Santos Brandão=Brandao',
  }),
  region('cn', {
    isFamilyFirst: true,
    given: '小明=Xiaoming 婷婷=Tingting 伟=Wei 雪梅=Xuemei 志强=Zhiqiang 思远=Siyuan',
    family: '王=Wang 欧阳=Ouyang 陈=Chen 赵=Zhao 司马=Sima 林=Lin',
  }),
  region('jp', {
    isFamilyFirst: true,
    given: '太郎=Taro 花子=Hanako さくら=Sakura 健一=Kenichi ユイ=Yui 大翔=Hiroto',
    family: '山田=Yamada 佐々木=Sasaki 髙橋=Takahashi 小野寺=Onodera 渡邉=Watanabe',
  }),
  region('kr', {
    isFamilyFirst: true,
    given: '민준=Minjun 서연=Seoyeon 지훈=Jihoon 하은=Haeun 도윤=Doyun',
    family: '김=Kim 이=Lee 박=Park 남궁=Namgung 최=Choi',
  }),
  region('gr', {
    given: 'Ελένη=Eleni Γιώργος=Giorgos Αθηνά=Athina Νίκος=Nikos',
    family: 'Παπαδοπούλου=Papadopoulou Κωνσταντίνου=Konstantinou Βλάχος=Vlachos',
  }),
  region('in', {
    given: 'Aarav Diya Ishaan Lakshmi Nandini Vikram Meenakshi',
    family: 'Iyer Chattopadhyay Deshmukh Venkataraman Kaur Bhattacharya',
  }),
];

/** Short forms that one tool shows where another has the full name. */
export const nicknames: Readonly<Record<string, string>> = {
  Robert: 'Bob',
  William: 'Bill',
  Matthias: 'Matze',
  Harriet: 'Hattie',
  Friederike: 'Rike',
  Wojciech: 'Wojtek',
  Caitlin: 'Cait',
};
